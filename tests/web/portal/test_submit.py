"""Report an issue."""

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.models import Attachment, Ticket
from tests.web.conftest import Cast
from tests.web.test_refusals import Browse

REPORT = {
    "subject": "VPN drops every ten minutes",
    "category": "network",
    "description": "It reconnects, but every call is lost.",
    "impact": "person",
    "urgency": "stopped",
    "workaround": "no",
    "phone": "",
}
KEY = "9a6f4d2e-0c55-4e5e-9d6a-3f2b1c0d9e8f"


def test_a_report_becomes_a_ticket_with_its_answers(cast: Cast, browse: Browse) -> None:
    answer = browse(cast.rita).post("/new", REPORT | {"once": KEY})
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/r/{ticket.reference}?sent"
    assert (ticket.requester, ticket.channel, ticket.category.path) == (cast.rita, Channel.PORTAL, "network")  # type: ignore[union-attr]
    assert (ticket.impact, ticket.urgency, ticket.priority, ticket.is_triaged) == ("person", "stopped", "high", True)


def test_sent_twice_it_logs_once(cast: Cast, browse: Browse) -> None:
    client = browse(cast.rita)
    first, second = (client.post("/new", REPORT | {"once": KEY}) for _ in range(2))
    assert Ticket.objects.count() == 1
    assert first["Location"] == second["Location"]


@pytest.mark.parametrize("missing", ["subject", "description", "impact", "urgency"])
def test_a_missing_answer_is_named_at_the_top_and_all_else_is_kept(missing: str, cast: Cast, browse: Browse) -> None:
    answer = browse(cast.rita).post("/new", REPORT | {missing: ""})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert Ticket.objects.count() == 0
    assert "<title>Error:" in page
    assert f'<a href="#id_{missing}">' in page
    for name in {"subject", "description"} - {missing}:
        assert REPORT[name] in page
    assert re.search(r'value="network"[^>]* checked', page)


def test_a_stranger_gets_a_number_and_no_way_in(cast: Cast, browse: Browse) -> None:
    client = browse(None)
    answer = client.post("/new", REPORT | {"name": "Wim", "email": cast.rita.email or ""})
    ticket = Ticket.objects.get()
    assert answer["Location"] == "/new/sent"
    page = client.get("/new/sent").content.decode()
    assert ticket.reference in page
    assert REPORT["description"] not in page
    assert client.get(f"/r/{ticket.reference}").status_code == 302


def test_a_staff_address_typed_by_a_stranger_gives_no_staff_rights(cast: Cast, browse: Browse) -> None:
    browse(None).post("/new", REPORT | {"name": "Mallory", "email": cast.amir.email or ""})
    event = Ticket.objects.get().events.first()
    assert event is not None
    assert event.role == "requester"


def test_an_auditor_reports_nothing(cast: Cast, browse: Browse) -> None:
    assert browse(cast.uma).post("/new", REPORT).status_code == 404
    assert Ticket.objects.count() == 0


def test_the_promise_follows_the_answers(db: None, browse: Browse) -> None:
    client = browse(None)
    soon = client.get("/new/promise", {"impact": "organization", "urgency": "stopped", "workaround": "no"}).content.decode()
    later = client.get("/new/promise", {"impact": "person", "urgency": "inconvenience", "workaround": "yes"}).content.decode()
    assert "today at 12:30" in soon
    assert "Tue 1 Dec, 12:00" in later


@pytest.mark.parametrize(
    "query", [{}, {"impact": "person"}, {"impact": "everybody", "urgency": "stopped"}, {"impact": "\x00", "urgency": "x"}]
)
def test_a_promise_is_not_made_on_half_an_answer(query: dict[str, str], db: None, browse: Browse) -> None:
    answer = browse(None).get("/new/promise", query)
    assert answer.status_code == 200
    assert "Answer who is affected" in answer.content.decode()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\boot.ini", "boot.ini"),
        (".htaccess", "htaccess"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("\u200b.htaccess", "htaccess"),
        ("x" * 4000 + ".png", None),
    ],
)
def test_a_hostile_file_name_is_absorbed(name: str, shown: str | None, cast: Cast, browse: Browse, settings: Any) -> None:
    browse(cast.rita).post("/new", REPORT | {"files": SimpleUploadedFile(name, b"hello")})
    kept = Attachment.objects.get()
    assert len(kept.name.encode()) <= 255
    assert "/" not in kept.name
    assert shown is None or kept.name == shown


def test_a_file_too_large_is_refused_with_its_limit_and_nothing_is_logged(
    cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("counterfoil.tickets.files.LARGEST", 10)
    big = BytesIO(b"x" * 11)
    big.name = "huge.log"
    answer = browse(cast.rita).post("/new", REPORT | {"files": big})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "huge.log" in page
    assert "choose your files again" in page
    assert REPORT["description"] in page
    assert Ticket.objects.count() == 0
