"""Who works at Fernhill IT: teams, categories, staff, and the people who need help. All invented."""

from dataclasses import dataclass

from counterfoil.policy.vocabulary import Role

PASSWORD = "torn-along-the-line"  # noqa: S105  # the demo shows it on its sign-in page
DOMAIN = "fernhill.example"

# The first team is the default one: it gets what no category sends elsewhere.
TEAMS = {"service-desk": "Service Desk", "network": "Network", "business-apps": "Business apps"}

# Path: name, how a requester reads it, team.
CATEGORIES = {
    "hardware/laptop": ("Laptop", "My laptop, its screen, keyboard or dock", "service-desk"),
    "hardware/screen": ("Screen", "A screen that stands or hangs somewhere", "service-desk"),
    "hardware/printer": ("Printer", "A printer or scanner", "service-desk"),
    "hardware/phone": ("Phone", "A phone, mobile or on the desk", "service-desk"),
    "hardware/scanner": ("Warehouse devices", "A hand scanner, label printer or terminal", "service-desk"),
    "hardware/meeting-room": ("Meeting room", "Something in a meeting room", "service-desk"),
    "access/account": ("Account", "A password, a sign-in or a permission", "service-desk"),
    "access/mailbox": ("Mailbox", "A shared mailbox, calendar or list", "service-desk"),
    "access/starter": ("Starters and leavers", "Somebody starts or leaves", "service-desk"),
    "access/door": ("Doors", "A badge or a door", "service-desk"),
    "network/vpn": ("VPN", "The connection from home or on the road", "network"),
    "network/wifi": ("Network and Wi-Fi", "The network in the house", "network"),
    "software/office": ("Office programs", "Mail, text, tables, drawing", "service-desk"),
    "software/payroll": ("Payroll and finance", "Payroll, bookings, reports", "business-apps"),
    "software/webshop": ("Web shop", "The shop and its orders", "business-apps"),
    "software/warehouse": ("Warehouse system", "Stock and deliveries", "business-apps"),
    "software/crm": ("Customers and quotes", "The customer system", "business-apps"),
}


@dataclass(frozen=True, slots=True)
class Staff:
    name: str
    role: Role
    teams: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SignIn:
    """A way to look around in the demo, shown on its sign-in page."""

    role: Role
    name: str
    email: str
    password: str
    says: str


STAFF = {
    "amir": Staff("Amir Haddad", Role.AGENT, ("service-desk",)),
    "priya": Staff("Priya Nair", Role.AGENT, ("service-desk",)),
    "tom": Staff("Tom Ashby", Role.AGENT, ("service-desk",)),
    "nadia": Staff("Nadia Rahal", Role.AGENT, ("network",)),
    "marek": Staff("Marek Kowal", Role.AGENT, ("network",)),
    "dana": Staff("Dana Reyes", Role.AGENT, ("business-apps",)),
    "bo": Staff("Bo Lindgren", Role.AGENT, ("business-apps",)),
    "lena": Staff("Lena Brandt", Role.LEAD, ("service-desk", "business-apps")),
    "idris": Staff("Idris Cole", Role.LEAD, ("network", "business-apps")),
    "sven": Staff("Sven Aaltonen", Role.SUPERVISOR),
    "uma": Staff("Uma Castellanos", Role.AUDITOR),
    "ada": Staff("Ada Winter", Role.ADMINISTRATOR),
}

# Name, department, extension; who has no mailbox is reached by phone.
REQUESTERS = {
    "rita": ("Rita Almeida", "Finance", "2110"),
    "omar": ("Omar Siddiqui", "Sales", "2240"),
    "cleo": ("Cleo Marchetti", "Finance", "2114"),
    "marta": ("Marta Oyelaran", "Finance", "2101"),
    "paul": ("Paul Okafor", "Finance", "2117"),
    "jonas": ("Jonas Feld", "Facilities", "2600"),
    "ana": ("Ana Sousa", "Legal", "2310"),
    "dan": ("Dan Kessler", "Legal", "2312"),
    "elsa": ("Elsa Nyman", "Legal", "2315"),
    "yusuf": ("Yusuf Demir", "Field operations", "2710"),
    "ben": ("Ben Achterberg", "Field operations", "2714"),
    "ingrid": ("Ingrid Solheim", "Human resources", "2400"),
    "hanna": ("Hanna Vogel", "Human resources", "2402"),
    "chloe": ("Chloé Martin", "Design", "2510"),
    "mei": ("Mei Tanaka", "Design", "2512"),
    "peter": ("Peter Lindqvist", "Sales", "2244"),
    "stefan": ("Stefan Kral", "Sales", "2247"),
    "aoife": ("Aoife Byrne", "Front desk", "2000"),
    "lucia": ("Lucía Prado", "Marketing", "2520"),
    "noor": ("Noor Jansen", "Marketing", "2523"),
    "ravi": ("Ravi Menon", "Web shop", "2800"),
    "tomas": ("Tomás Rivera", "Web shop", "2803"),
    "george": ("George Papadakis", "Warehouse", "2904"),
    "victor": ("Victor Hale", "Warehouse", "2906"),
    "greta": ("Greta Lund", "Executive office", "2010"),
}
BY_PHONE_ONLY = {"fatima": ("Fatima Zahra", "+49 30 5550 2902"), "wim": ("Wim de Boer", "+49 30 5550 2604")}

SHOWN = {
    "rita": "reports issues, follows and rates them",
    "amir": "works the queue of the Service Desk",
    "lena": "leads two teams and hears of escalations",
    "sven": "reads everything, works nothing",
    "uma": "audits: reads and never writes",
    "ada": "configures, and may work any ticket",
}


def address(key: str) -> str:
    return f"{key}@{DOMAIN}"


def sign_ins() -> tuple[SignIn, ...]:
    """One sign-in per role."""
    roles = {key: one.role for key, one in STAFF.items()}
    names = {key: one.name for key, one in STAFF.items()} | {key: name for key, (name, _, _) in REQUESTERS.items()}
    return tuple(SignIn(roles.get(key, Role.REQUESTER), names[key], address(key), PASSWORD, says) for key, says in SHOWN.items())
