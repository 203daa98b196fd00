"""The same refusals at every address: wrong method, nobody, another requester, another team, a role that only reads, a stale page."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from counterfoil.people.actors import actor_of
from counterfoil.people.models import User
from counterfoil.policy.vocabulary import Channel, Status
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.models import Event, Ticket
from counterfoil.web import urls
from tests.web.conftest import NOW, Cast, make

Browse = Callable[[User | None], Client]

# Every write on a ticket of the desk: the status it needs, and a form that would do it.
WRITES: dict[str, tuple[Status, dict[str, str]]] = {
    "ticket_triage": (Status.NEW, {"kind": "incident", "impact": "department", "urgency": "stopped", "workaround": "no"}),
    "ticket_assignment": (Status.NEW, {"assignee": ""}),
    "ticket_take": (Status.NEW, {}),
    "ticket_transfer": (Status.NEW, {"team": "network", "reason": "theirs"}),
    "ticket_work": (Status.NEW, {}),
    "ticket_awaiting": (Status.IN_PROGRESS, {"question": "Which version?"}),
    "ticket_interactions": (
        Status.NEW,
        {
            "kind": "call",
            "direction": "inbound",
            "started_at": "2026-11-24T10:30",
            "minutes": "4",
            "summary": "Told her",
            "outcome": "solved",
        },
    ),
    "ticket_replies": (Status.NEW, {"text": "On it."}),
    "ticket_notes": (Status.NEW, {"text": "Seen before."}),
    "ticket_escalation": (Status.IN_PROGRESS, {"reason": "needs the vendor", "team": ""}),
    "ticket_resolution": (Status.IN_PROGRESS, {"solution": "Keys renewed.", "cause": ""}),
    "ticket_closure": (Status.RESOLVED, {"reason": "confirmed by phone"}),
    "ticket_reopening": (Status.RESOLVED, {"reason": "it is back"}),
}
# Every write on a requester's own ticket.
OWN_WRITES: dict[str, tuple[Status, dict[str, str]]] = {
    "request_answer": (Status.NEW, {"text": "It happened again."}),
    "request_confirmation": (Status.RESOLVED, {"solved": "yes"}),
    "request_rating": (Status.CLOSED, {"score": "5"}),
}
OPEN = {"home", "submit", "promise", "sent", "request_link", "request_by_link", "setup", "theme", "asset", "health", "file"}
READS = {"request", "ticket", "ticket_suggestion", "queue", "requests"}


def form_for(name: str, fields: dict[str, str]) -> dict[str, str]:
    if name == "ticket_transfer":
        from counterfoil.people.models import Team

        return fields | {"team": str(Team.objects.get(slug="network").id)}
    return fields


def written(ticket: Ticket) -> int:
    return Event.objects.filter(ticket=ticket).count()


def test_every_address_has_its_refusals() -> None:
    known = {pattern.name for pattern in urls.urlpatterns if isinstance(pattern, URLPattern)}
    ours = {name for name in known if name and not name.startswith("account_")}
    assert ours == set(WRITES) | set(OWN_WRITES) | OPEN | READS


@pytest.mark.parametrize("name", [*WRITES, *OWN_WRITES])
def test_looking_at_a_write_changes_nothing(name: str, cast: Cast, ticket: Ticket, browse: Browse) -> None:
    before = written(ticket)
    assert browse(cast.ada).get(reverse(name, args=[ticket.reference])).status_code == 405
    assert written(ticket) == before


@pytest.mark.parametrize("name", [*WRITES, *OWN_WRITES])
def test_nobody_is_asked_to_sign_in_whether_the_ticket_exists_or_not(name: str, ticket: Ticket, browse: Browse) -> None:
    for reference in (ticket.reference, "INC-999999"):
        answer = browse(None).post(reverse(name, args=[reference]))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("who", ["rita", "omar", "nadia", "sven", "uma"])
def test_who_may_not_do_it_finds_nothing(name: str, who: str, cast: Cast, browse: Browse) -> None:
    status, fields = WRITES[name]
    ticket = make(cast, status)
    before = written(ticket)
    answer = browse(getattr(cast, who)).post(reverse(name, args=[ticket.reference]), form_for(name, fields))
    assert answer.status_code == 404
    assert written(ticket) == before


@pytest.mark.parametrize("name", OWN_WRITES)
@pytest.mark.parametrize("who", ["omar", "amir", "nadia", "uma", "ada"])
def test_nobody_else_answers_for_the_requester(name: str, who: str, cast: Cast, browse: Browse) -> None:
    status, fields = OWN_WRITES[name]
    ticket = make(cast, status)
    before = written(ticket)
    assert browse(getattr(cast, who)).post(reverse(name, args=[ticket.reference]), fields).status_code == 404
    assert written(ticket) == before


@pytest.mark.parametrize("who", ["omar", "amir"])
def test_what_one_may_not_see_looks_like_what_does_not_exist(who: str, cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client = browse(getattr(cast, who))
    hidden, missing = client.get(f"/r/{ticket.reference}"), client.get("/r/INC-999999")
    assert (hidden.status_code, hidden.content) == (404, missing.content)


@pytest.mark.parametrize("name", WRITES)
def test_a_lead_may_do_it(name: str, cast: Cast, browse: Browse) -> None:
    status, fields = WRITES[name]
    ticket = make(cast, status)
    before = written(ticket)
    answer = browse(cast.lena).post(reverse(name, args=[ticket.reference]), form_for(name, fields) | {"seen": str(ticket.last_event_id)})
    assert answer.status_code == 303, answer.content.decode()
    assert written(ticket) > before


@pytest.mark.parametrize("name", WRITES)
def test_a_stale_page_is_told_what_changed_and_keeps_the_text(name: str, cast: Cast, browse: Browse) -> None:
    status, fields = WRITES[name]
    ticket = make(cast, status)
    seen = ticket.last_event_id
    add_note(ticket=ticket, actor=actor_of(cast.amir, Channel.DESK), text="faster", now=NOW + timedelta(hours=1))
    before = written(ticket)
    answer = browse(cast.lena).post(reverse(name, args=[ticket.reference]), form_for(name, fields) | {"seen": str(seen)})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody was faster" in page
    assert written(ticket) == before
    for text in [value for key, value in fields.items() if key in ("text", "reason", "question", "solution", "summary")]:
        assert text in page
    again = re.search(r'name="seen" value="(\d+)"', page)
    assert again
    assert int(again[1]) > seen


@pytest.mark.parametrize("name", WRITES)
def test_a_double_click_counts_once(name: str, cast: Cast, browse: Browse) -> None:
    status, fields = WRITES[name]
    ticket = make(cast, status)
    key = {"once": "6a1c9c1e-6d0f-4f4e-9d0c-2f8d3c1b7a55", "seen": str(ticket.last_event_id)}
    client, sent = browse(cast.ada), form_for(name, fields) | key
    client.post(reverse(name, args=[ticket.reference]), sent)
    once = written(ticket)
    assert client.post(reverse(name, args=[ticket.reference]), sent).status_code == 303
    assert written(ticket) == once


def test_a_form_without_its_token_changes_nothing(cast: Cast, ticket: Ticket, clock: None) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.amir, backend="allauth.account.auth_backends.AuthenticationBackend")
    before = written(ticket)
    answer = client.post(reverse("ticket_notes", args=[ticket.reference]), {"text": "x"})
    assert answer.status_code == 403
    assert "open too long" in answer.content.decode()
    assert written(ticket) == before
