"""The five prohibitions of ARCHITECTURE.md hold in every source file and page, and each check can fail."""

from pathlib import Path

import pytest

from tests.architecture.prohibitions import findings

ROOT = Path(__file__).parents[2] / "src" / "counterfoil"
SOURCES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*.py"))
PAGES = sorted(
    path.relative_to(ROOT).as_posix() for path in ROOT.glob("web/templates/**/*") if path.suffix in (".html", ".jinja") and path.is_file()
)

FORBIDDEN = [
    ("web/agent/a.py", "ticket.status = Status.CLOSED", "sets .status"),
    ("api/a.py", "ticket.status: str = 'closed'", "sets .status"),
    ("upkeep/a.py", "Ticket(subject='x').save()", "makes a Ticket"),
    ("exchange/a.py", "models.Ticket.objects.create(subject='x')", "writes Ticket rows"),
    ("exchange/a.py", "Ticket.objects.filter(id=1).update(subject='x')", "writes Ticket rows"),
    ("exchange/a.py", "Event.objects.create(kind='x')", "writes Event rows"),
    ("exchange/a.py", "rows.update(status='closed')", "updates status"),
    ("tickets/models/a.py", "class Ticket:\n    def save(self): ...", "overrides save()"),
    ("people/a.py", "from django.db.models.signals import post_save\npost_save.connect(f)", "uses post_save"),
    ("people/a.py", "@receiver(signals.pre_save)\ndef f(): ...", "uses pre_save"),
    ("tickets/actions/a.py", "at = timezone.now()", "calls now()"),
    ("policy/a.py", "on = date.today()", "calls today()"),
    ("policy/a.py", "at = datetime.now(tz=UTC)", "calls now()"),
    ("people/models.py", "at = DateTimeField(default=timezone.now)", "names now as a default"),
    ("people/models.py", "at = DateTimeField(auto_now_add=True)", "uses auto_now_add"),
    ("tickets/a.py", "Ticket.objects.filter(due_at__lt=Now())", "asks the database for the time"),
    ("store/a.py", "cursor.execute('SELECT id FROM t WHERE at < now()')", "asks the database for the time"),
    ("store/a.py", "import time\nat = time.time()", "reads time.time"),
    ("web/agent/a.py", "at = datetime.now(tz=UTC)", "calls now()"),
    ("tickets/a.py", "import smtplib", "imports smtplib"),
    ("tickets/a.py", "from django.core.mail import send_mail", "imports django.core.mail"),
    ("web/a.py", "from urllib.request import urlopen", "imports urllib.request"),
    ("prose/a.py", "eval(text)", "calls eval"),
    ("prose/a.py", "Template(macro.body).render()", "calls Template"),
    ("prose/a.py", "environment.from_string(macro.body)", "calls from_string"),
    ("prose/a.py", "macro.body.format(name=name)", "formats text that is not a literal"),
    ("prose/a.py", "body.format_map(values)", "formats text that is not a literal"),
    ("web/templates/a.html", "<p>\n<script>alert(1)</script>", "a.html:2 has an inline script"),
    ("web/templates/a.html", "<style>p { color: red }</style>", "has an inline style sheet"),
    ("web/templates/a.html", '<p class="x" style="color: red">', "has a style attribute"),
    ("web/templates/a.html", '<button onclick="go()">', "has an inline handler"),
    ("web/templates/a.html", '<button hx-on:click="go()">', "has an inline handler"),
    ("web/templates/a.html", '<a href="javascript:go()">', "has a script address"),
]

ALLOWED = [
    ("tickets/actions/a.py", "ticket.status = after(status=ticket.status, verb=Verb.CLOSE)"),
    ("tickets/a.py", "Event.objects.bulk_create(rows)"),
    ("web/a.py", "is_closed = ticket.status == 'closed'"),
    ("upkeep/a.py", "Ticket.objects.filter(status='closed').exists()"),
    ("web/middleware.py", "request.now = timezone.now()"),
    ("cli/a.py", "now = datetime.now(tz=UTC)"),
    ("web/agent/a.py", "resolve(ticket=ticket, now=request.now)"),
    ("web/jinja.py", "timezone.localtime(at, zone)"),
    ("mail/send.py", "import smtplib"),
    ("notifications/channels/webhook.py", "import urllib3"),
    ("store/a.py", "sql.SQL('TABLE {}').format(name)"),
    ("policy/a.py", "'{} days'.format(3)"),
    ("policy/a.py", "SENTENCE.format(name=name)"),
    ("web/templates/a.html", '<script type="module" src="/static/app.js"></script>'),
    ("web/templates/a.html", '<script id="x" type="application/json">{}</script>'),
    ("web/templates/a.html", '{# <p style="a"> #}<p class="on-call" data-online="1">'),
]


@pytest.mark.parametrize("path", SOURCES + PAGES)
def test_the_file_keeps_the_five_prohibitions(path: str) -> None:
    assert findings(path, (ROOT / path).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(("path", "text", "what"), FORBIDDEN)
def test_a_planted_breach_is_found(path: str, text: str, what: str) -> None:
    assert any(what in finding for finding in findings(path, text))


@pytest.mark.parametrize(("path", "text"), ALLOWED)
def test_what_is_allowed_is_not_found(path: str, text: str) -> None:
    assert findings(path, text) == []


def test_there_is_something_to_check() -> None:
    assert len(SOURCES) > 50
    assert PAGES
