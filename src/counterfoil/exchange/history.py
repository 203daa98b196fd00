"""What a source says of one ticket: its outline, and its states in the order of their rows."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import NoReturn
from zoneinfo import ZoneInfo

from counterfoil.exchange.mapping import CLOSED_LISTS, Field, Mapping, Text
from counterfoil.exchange.rows import Row
from counterfoil.policy.book import Scales
from counterfoil.policy.vocabulary import Channel, Kind, Status
from counterfoil.prose.fill import fill

YES_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}


class Unreadable(ValueError):
    """A row says something that the mapping does not know. The text is for people."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the source names them. `is_made_up`: the address is ours, because the source gives no contact."""

    name: str
    email: str = ""
    phone: str = ""
    is_made_up: bool = False


NOBODY = Person("")


@dataclass(frozen=True, slots=True)
class State:
    """What one row says the ticket was like at one instant (aware, UTC). Empty: the row does not say.

    `impact`, `urgency` and `priority` are words of the policy of the import. `assignee` None: the row does not say.
    `is_supplied`: no row says so, but another one implies it.
    """

    row: int
    at: datetime
    status: Status
    team: str = ""
    assignee: Person | None = None
    category: str = ""
    impact: str = ""
    urgency: str = ""
    workaround: bool | None = None
    priority: str = ""
    is_supplied: bool = False


@dataclass(frozen=True, slots=True)
class Outline:
    """What is said of the ticket as a whole. `resolved_at` and `closed_at` are the final ones.

    `has_final_times`: the source keeps a final `resolved_at`, so that an empty one means that nobody knows.
    `supplied` names what the source lacks and the mapping gave; `texts` are the plain words it gives for this
    ticket, and `stand_in` is who takes the place of an assignee nobody names.
    """

    external_reference: str
    kind: Kind
    channel: Channel
    requester: Person
    subject: str
    description: str
    reported_at: datetime
    logged_at: datetime | None = None
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    has_final_times: bool = False
    resolver: Person = NOBODY
    solution: str = ""
    cause: str = ""
    supplied: tuple[str, ...] = ()
    texts: Pairs[Text, str] = field(default_factory=dict)
    stand_in: Person = NOBODY


@dataclass(frozen=True, slots=True)
class History:
    """One ticket of the source. `states` is never empty."""

    outline: Outline
    states: tuple[State, ...]


@dataclass(slots=True)
class Source:
    """Reads rows by a mapping, and their levels of impact, urgency and priority by the policy of the import."""

    mapping: Mapping
    scales: Scales
    _zone: ZoneInfo = field(init=False)

    def __post_init__(self) -> None:
        self._zone = ZoneInfo(self.mapping.zone)

    def reference(self, row: Row) -> str:
        """The source's own id of the ticket. Raises Unreadable where the row has none."""
        return self.cell(row, Field.EXTERNAL_REFERENCE) or _unreadable("the row names no ticket", Field.EXTERNAL_REFERENCE, self.mapping)

    def state(self, row: Row) -> State:
        """What an update says: the state after it. Raises Unreadable."""
        return self._state(row, self._need_instant(row, Field.CHANGED_AT), Status(self._need_word(row, Field.STATUS)))

    def history(self, rows: list[Row], states: list[State]) -> History:
        """The ticket that these rows with a row per update tell of. How it began stands in the first, how it ended in the last."""
        return History(self._outline(rows[0], rows[-1]), tuple(states))

    def ticket(self, row: Row) -> History:
        """The ticket that a row of its own tells of. Raises Unreadable."""
        outline = self._outline(row, row)
        logged = self._state(row, outline.logged_at or outline.reported_at, Status.NEW)
        states = [logged]
        if reopened_at := self._instant(row, Field.REOPENED_AT):
            states.append(replace(logged, at=reopened_at, status=Status.RESOLVED, assignee=None, is_supplied=True))
            states.append(replace(logged, at=reopened_at, status=Status.IN_PROGRESS, assignee=None))
        status = Status(self.word(row, Field.STATUS) or self._status_by_times(outline))
        if status is not Status.NEW:
            changed_at = self._instant(row, Field.CHANGED_AT) or outline.closed_at or outline.resolved_at or states[-1].at
            states.append(replace(logged, at=changed_at, status=status))
        return History(outline, tuple(states))

    def cell(self, row: Row, name: Field) -> str:
        """The cell of a field, trimmed; empty where the file has no such column or the cell means nothing."""
        column = self.mapping.columns.get(name)
        text = row.cells[column].strip() if column else ""
        return "" if text in self.mapping.nothing else text

    def word(self, row: Row, name: Field) -> str:
        """The cell of a field in our words. Raises Unreadable for a word the mapping does not know."""
        text, meanings = self.cell(row, name), self.mapping.words.get(name)
        if not text or (meanings is None and name not in CLOSED_LISTS):
            return text
        if meanings is not None:
            # A desk has more categories than a mapping wants to name: those it does not name keep their own.
            known = meanings.get(text, text if name is Field.CATEGORY else "")
            return known or _unreadable(f"“{text}” is no {name.label.lower()} that the mapping knows", name, self.mapping)
        try:
            return CLOSED_LISTS[name].read(text)
        except ValueError as error:
            return _unreadable(str(error).rstrip("."), name, self.mapping)

    def _state(self, row: Row, at: datetime, status: Status) -> State:
        workaround = self.word(row, Field.WORKAROUND)
        return State(
            row=row.number,
            at=at,
            status=status,
            team=self.cell(row, Field.TEAM),
            assignee=self._person(row, Field.ASSIGNEE, Field.ASSIGNEE_EMAIL) if Field.ASSIGNEE in self.mapping.columns else None,
            category=self.word(row, Field.CATEGORY),
            impact=self._level(row, Field.IMPACT),
            urgency=self._level(row, Field.URGENCY),
            workaround=YES_NO.get(workaround.lower()),
            priority=self._level(row, Field.PRIORITY),
        )

    def _outline(self, first: Row, last: Row) -> Outline:
        requester, texts = self._requester(first), self._texts(first)
        lacking = [text for text in (Text.REQUESTER, Text.SUBJECT, Text.DESCRIPTION) if not self.cell(first, Field(text))]
        return Outline(
            external_reference=self.reference(first),
            kind=Kind(self.word(first, Field.KIND) or self.mapping.kind),
            channel=Channel(self.word(first, Field.CHANNEL) or self.mapping.channel),
            requester=requester,
            subject=self.cell(first, Field.SUBJECT) or texts[Text.SUBJECT],
            description=self.cell(first, Field.DESCRIPTION) or texts[Text.DESCRIPTION],
            reported_at=self._need_instant(first, Field.REPORTED_AT),
            logged_at=self._instant(first, Field.LOGGED_AT),
            resolved_at=self._instant(last, Field.RESOLVED_AT),
            closed_at=self._instant(last, Field.CLOSED_AT),
            has_final_times=Field.RESOLVED_AT in self.mapping.columns,
            resolver=self._person(last, Field.RESOLVER),
            solution=self.cell(last, Field.SOLUTION),
            cause=self.cell(last, Field.CAUSE),
            supplied=(*lacking, *(("contact",) if requester.is_made_up else ())),
            texts=texts,
            stand_in=unreachable(texts[Text.ASSIGNEE], self.mapping.domain),
        )

    def _texts(self, row: Row) -> Pairs[Text, str]:
        known = {name.value: self.cell(row, name) or "not given" for name in self.mapping.columns}
        return {text: fill(template, known) for text, template in self.mapping.supplies.items()}

    def _requester(self, row: Row) -> Person:
        known = self._person(row, Field.REQUESTER, Field.REQUESTER_EMAIL, Field.REQUESTER_PHONE)
        return known if known.name else unreachable(self.mapping.supplies[Text.REQUESTER], self.mapping.domain)

    def _person(self, row: Row, *fields: Field) -> Person:
        """The person whose name, address and phone stand in these fields."""
        name, email, phone = (*(self.cell(row, each) for each in fields), "", "")[:3]
        if email or phone:
            return Person(name or email or phone, email, phone)
        return unreachable(name, self.mapping.domain) if name else NOBODY

    def _level(self, row: Row, name: Field) -> str:
        if not (text := self.word(row, name)):
            return ""
        try:
            return self.scales.read(name, text).word
        except ValueError as error:
            return _unreadable(str(error).rstrip("."), name, self.mapping)

    def _need_word(self, row: Row, name: Field) -> str:
        return self.word(row, name) or _unreadable("the cell is empty", name, self.mapping)

    def _need_instant(self, row: Row, name: Field) -> datetime:
        return self._instant(row, name) or _unreadable("the cell is empty", name, self.mapping)

    def _instant(self, row: Row, name: Field) -> datetime | None:
        if not (text := self.cell(row, name)):
            return None
        try:
            at = datetime.strptime(text, self.mapping.time) if self.mapping.time else datetime.fromisoformat(text)  # noqa: DTZ007
            return (at if at.tzinfo else at.replace(tzinfo=self._zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return _unreadable(f"“{text}” is no time", name, self.mapping)

    def _status_by_times(self, outline: Outline) -> Status:
        if outline.closed_at:
            return Status.CLOSED
        return Status.RESOLVED if outline.resolved_at else Status.NEW


def unreachable(name: str, domain: str) -> Person:
    """A person of whom the source gives no contact. The same name is always the same person, other names are other people."""
    return Person(" ".join(name.split()), f"{handle(name)}@{domain}", is_made_up=True)


def handle(name: str) -> str:
    """A name as a word of letters, digits and `-`, different for names that differ in more than case and space."""
    name = " ".join(name.lower().split())
    spelled = "".join(char if char.isascii() and char.isalnum() else "-" for char in name)
    if spelled.replace("-", " ") == name and len(spelled) <= 40:
        return spelled
    return f"{spelled[:40]}-{sha256(name.encode()).hexdigest()[:8]}".lstrip("-")


def _unreadable(reason: str, name: Field, mapping: Mapping) -> NoReturn:
    raise Unreadable(f"{mapping.columns[name]}: {reason}.")
