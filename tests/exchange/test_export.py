"""An export says of a ticket what the API says, streams, runs in no spreadsheet, and can be imported again."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from counterfoil.catalog.queries import category
from counterfoil.exchange import export, mapping
from counterfoil.exchange.export import EVENT_COLUMNS, TICKET_COLUMNS, Format
from counterfoil.exchange.importers.csv import import_tickets
from counterfoil.people.actions import add_user
from counterfoil.people.actors import actor_of
from counterfoil.people.identify import requester
from counterfoil.people.models import Team, User
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Channel, Role
from counterfoil.tickets.actions.assign import assign
from counterfoil.tickets.actions.close import confirm_resolution
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.models import Ticket
from tests.exchange.test_cells import FORMULAS

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def at(hour: int) -> datetime:
    return NOW.replace(hour=hour)


@pytest.fixture
def amir() -> User:
    team = Team.objects.get(is_default=True)
    return add_user(email="amir@fernhill.example", name="Amir Aziz", role=Role.AGENT, teams=[team], now=at(7))


def logged(amir: User, *, subject: str = "VPN drops", hour: int = 9, **contact: str) -> Ticket:
    rita = requester(name="Rita Ray", **(contact or {"email": "rita@fernhill.example"}), now=at(7))
    return log_ticket(
        actor=actor_of(amir, Channel.PHONE),
        requester=rita,
        subject=subject,
        description="Every ten minutes.\n=1+1",
        channel=Channel.PHONE,
        category=category("network"),
        answers=Answers("person", "degraded", False),
        reported_at=at(hour),
        now=at(hour),
    )


def solved(amir: User, **options: Any) -> Ticket:
    ticket = logged(amir, **options)
    assign(ticket=ticket, actor=actor_of(amir, Channel.DESK), assignee=amir, now=at(10))
    return resolve(ticket=ticket, actor=actor_of(amir, Channel.DESK), solution="+ Set the _MTU_ to 1400.", now=at(11))


def in_csv(rows: Any, columns: tuple[str, ...]) -> str:
    written = io.StringIO()
    export.write(rows, columns=columns, form=Format.CSV, to=written)
    return written.getvalue()


def test_a_ticket_has_the_shape_of_the_contract(amir: User) -> None:
    ticket = solved(amir)
    (exported,) = export.tickets(base_url="https://desk.example")
    clocks = exported.pop("clocks")
    assert exported | {"policy_version": "", "priority_reason": ""} == {
        "reference": ticket.reference,
        "external_reference": None,
        "external_source": None,
        "kind": "incident",
        "status": "resolved",
        "phase": "resolved",
        "priority": "medium",
        "priority_reason": "",
        "impact": "person",
        "urgency": "degraded",
        "workaround": False,
        "category": "network",
        "team": Team.objects.get(is_default=True).name,
        "assignee": {"name": "Amir Aziz", "email": "amir@fernhill.example"},
        "requester": {"name": "Rita Ray", "email": "rita@fernhill.example", "phone": None},
        "organization": None,
        "channel": "phone",
        "subject": "VPN drops",
        "description": "Every ten minutes.\n=1+1",
        "solution": "+ Set the _MTU_ to 1400.",
        "cause": None,
        "reported_at": "2026-11-24T09:00:00+00:00",
        "logged_at": "2026-11-24T09:00:00+00:00",
        "updated_at": "2026-11-24T11:00:00+00:00",
        "resolved_at": "2026-11-24T11:00:00+00:00",
        "confirmed_at": None,
        "closed_at": None,
        "closed_how": None,
        "supplied": [],
        "policy_version": "",
        "url": f"https://desk.example/t/{ticket.reference}",
    }
    by_metric = {clock["metric"]: clock for clock in clocks}
    assert by_metric["resolution"] == {
        "metric": "resolution",
        "state": "met",
        "due_at": by_metric["resolution"]["due_at"],
        "met_at": "2026-11-24T11:00:00+00:00",
        "target": {"amount": 2, "unit": "days", "measured_in": "working"},
    }


def test_a_line_is_one_ticket_and_all_of_it(amir: User) -> None:
    solved(amir)
    written = io.StringIO()
    export.write(export.tickets(base_url=""), columns=TICKET_COLUMNS, form=Format.JSONL, to=written)
    assert [json.loads(line) for line in written.getvalue().splitlines()] == list(export.tickets(base_url=""))


def test_every_part_of_a_ticket_and_an_event_has_its_column(amir: User) -> None:
    solved(amir)
    (ticket,) = csv.DictReader(io.StringIO(in_csv(export.tickets(base_url=""), TICKET_COLUMNS)))
    assert (ticket["assignee_name"], ticket["workaround"], ticket["resolution_state"]) == ("Amir Aziz", "no", "met")
    events = list(csv.DictReader(io.StringIO(in_csv(export.events(), EVENT_COLUMNS))))
    assert [event["kind"] for event in events][-1] == "ticket_resolved"
    assert (events[-1]["actor_name"], events[-1]["status"], events[-1]["supplied"]) == ("Amir Aziz", "resolved", "no")


def test_tickets_are_chosen_by_their_report_and_events_by_their_time(amir: User) -> None:
    logged(amir, hour=8)
    ticket = logged(amir, hour=9)
    assert [row["reference"] for row in export.tickets(since=at(9), until=at(10), base_url="")] == [ticket.reference]
    assert {row["reference"] for row in export.events(until=at(9))} == {Ticket.objects.order_by("id")[0].reference}
    assert not list(export.tickets(since=at(10), base_url=""))


def test_an_export_asks_the_database_per_page_and_not_per_ticket(amir: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    for hour in (8, 9):
        logged(amir, hour=hour)
    with django_assert_num_queries(5):
        assert len(list(export.tickets(base_url=""))) == 2
    with django_assert_num_queries(2):
        assert list(export.events())


def test_pages_follow_each_other_without_gap_or_double(amir: User, monkeypatch: pytest.MonkeyPatch) -> None:
    references = [logged(amir).reference for _ in range(5)]
    monkeypatch.setattr(export, "PAGE", 2)
    assert [row["reference"] for row in export.tickets(base_url="")] == references


@pytest.mark.parametrize("formula", [formula for formula in FORMULAS if formula.isprintable() and formula[0] != " "])
def test_no_cell_of_an_export_is_a_formula(amir: User, formula: str) -> None:
    logged(amir, subject=formula, phone="+49 30 1234567")
    (row,) = csv.DictReader(io.StringIO(in_csv(export.tickets(base_url=""), TICKET_COLUMNS)))
    assert row["subject"] == "'" + formula
    assert row["requester_phone"] == "'+49 30 1234567"


def test_an_export_can_be_imported_again_and_says_the_same(amir: User, tmp_path: Path) -> None:
    solved(amir)
    confirm_resolution(ticket=solved(amir, subject="=cmd|' /C calc'!A0"), actor=actor_of(amir, Channel.PHONE), now=at(12))
    logged(amir, phone="+49 30 1234567")
    before = list(export.tickets(base_url=""))
    path = tmp_path / "tickets.csv"
    path.write_text(in_csv(iter(before), TICKET_COLUMNS), encoding="utf-8", newline="")
    outcome = import_tickets(file=path, mapping=mapping.find("counterfoil"), now=at(18))
    assert (outcome.imported, outcome.errors) == (3, [])
    after = [row for row in export.tickets(base_url="") if row["external_source"] == "counterfoil"]
    assert [row["external_reference"] for row in after] == [row["reference"] for row in before]
    # The copy has a reference of its own, is nobody's confirmation, and knows nothing of what was said and when.
    ours = ("reference", "external_reference", "external_source", "url", "closed_how", "confirmed_at", "supplied", "clocks", "updated_at")
    for one, other in zip(before, after, strict=True):
        assert {key: value for key, value in other.items() if key not in ours} == {k: v for k, v in one.items() if k not in ours}
    assert [row["closed_how"] for row in after] == [None, "imported", None]
    assert [row["supplied"] for row in after] == [[], ["reason"], []]
