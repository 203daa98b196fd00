"""An import goes through the verbs, at the original times, and may be run again."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from counterfoil.catalog.queries import choices
from counterfoil.exchange import export, mapping
from counterfoil.exchange.history import handle
from counterfoil.exchange.importers.csv import Outcome, PolicyFile, import_events, import_tickets
from counterfoil.exchange.mapping import Mapping
from counterfoil.exchange.replay import Refusal
from counterfoil.exchange.rows import ImportRefused, Row
from counterfoil.handbook.models import PolicyVersion
from counterfoil.people.models import Team, User
from counterfoil.policy.parse import shipped
from counterfoil.policy.vocabulary import Channel, EventKind, Role
from counterfoil.tickets.models import Event, Ticket
from tests.exchange.desk import LOG, TICKETS, clock, instant, updates, written

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
OLD_DESK = mapping.parse(LOG, source="log.toml")
OLD_LIST = mapping.parse(TICKETS, source="list.toml")
LIFE = ("08:05 New group=Desk", "09:00 Work worker=Amir", "09:30 Wait", "10:00 Solved worker=Amir", "12:00 Shut")
ENDED = {"solved": "10:00", "shut": "12:00"}


def run(path: Path, rows: list[Row], found: Mapping = OLD_DESK, **options: object) -> Outcome:
    return import_events(file=written(path / "log.csv", rows), mapping=found, now=NOW, **options)  # type: ignore[arg-type]


def listed(path: Path, *rows: list[str]) -> Path:
    """A file with one row per ticket."""
    file = path / "list.csv"
    file.write_text("\n".join(["id,opened,reopened,solved,shut,who,address,title", *map(",".join, rows)]), encoding="utf-8")
    return file


def test_a_log_becomes_tickets_with_their_original_times(tmp_path: Path) -> None:
    outcome = run(tmp_path, [*updates(*LIFE, **ENDED), *updates("08:10 Work", id="A2", who="Omar Ott")])
    assert outcome.as_json() == {"read": 6, "imported": 2, "skipped": 0, "refused": 0, "errors": []}
    first, second = Ticket.objects.order_by("id")
    assert (first.external_source, first.external_reference, first.status) == ("old_desk", "A1", "closed")
    assert (first.reported_at, first.logged_at, first.resolved_at, first.closed_at) == tuple(
        map(instant, ("08:00", "08:05", "10:00", "12:00"))
    )
    assert (first.closed_how, first.confirmed_at, first.channel) == ("imported", None, Channel.IMPORT)
    assert (second.external_reference, second.status, second.requester.name) == ("A2", "in_progress", "Omar Ott")
    kinds = list(Event.objects.filter(ticket=first).order_by("id").values_list("kind", flat=True))
    assert kinds == [
        EventKind.TICKET_LOGGED,
        EventKind.TICKET_ASSIGNED,
        EventKind.TICKET_ASSIGNED,
        EventKind.WORK_STARTED,
        EventKind.TICKET_ASSIGNED,
        EventKind.REQUESTER_AWAITED,
        EventKind.TICKET_ASSIGNED,
        EventKind.TICKET_RESOLVED,
        EventKind.TICKET_CLOSED,
    ]


def test_nobody_is_told_of_history(tmp_path: Path) -> None:
    run(tmp_path, updates(*LIFE, **ENDED))
    assert not Event.objects.filter(fanned_out_at=None).exists()
    assert set(Event.objects.values_list("channel", flat=True)) == {Channel.IMPORT}


def test_what_is_supplied_is_marked_and_is_no_confirmation(tmp_path: Path) -> None:
    run(tmp_path, updates("08:05 New group=Desk", "12:00 Shut", shut="12:00"))
    resolved = Event.objects.get(kind=EventKind.TICKET_RESOLVED)
    assert (resolved.at, resolved.details["supplied"], resolved.details["supplied_texts"]) == (instant("12:00"), True, ["solution"])
    logged = Event.objects.get(kind=EventKind.TICKET_LOGGED)
    assert "supplied" not in logged.details
    assert logged.details["supplied_texts"] == ["subject", "description", "contact"]
    assert not Event.objects.filter(kind=EventKind.RESOLUTION_CONFIRMED).exists()
    (ticket,) = export.tickets(base_url="")
    assert ticket["resolved_at"] is None
    assert "resolution" in ticket["supplied"]


def test_run_again_it_makes_no_doubles(tmp_path: Path) -> None:
    rows = updates(*LIFE, **ENDED)
    run(tmp_path, rows)
    outcome = run(tmp_path, [*rows, *updates("08:10 New", id="A2")])
    assert (outcome.read, outcome.imported, outcome.skipped, outcome.errors) == (6, 1, 1, [])
    assert Ticket.objects.count() == 2


def test_a_dry_run_tells_the_same_and_writes_nothing(tmp_path: Path) -> None:
    rows = [*updates(*LIFE, "13:00 Work", **ENDED), *updates("08:05 Odd", id="A2")]
    before = (User.objects.count(), Team.objects.count(), PolicyVersion.objects.count())
    dry = run(tmp_path, rows, dry_run=True, policy=PolicyFile(shipped("sop"), "sop.toml"))
    assert (User.objects.count(), Team.objects.count(), PolicyVersion.objects.count()) == before
    assert not Ticket.objects.exists()
    assert dry == run(tmp_path, rows)


def test_bad_rows_are_listed_with_their_number_and_the_rest_goes_on(tmp_path: Path) -> None:
    rows = [
        *updates("08:05 New", "08:30 -100", "09:00 Work"),
        *updates("08:05 -100", id="A2"),
        *updates("08:05 New", id=""),
        *updates("08:05 New", id="A3", solved="07:00", shut="07:30"),
        *updates("09:30 Work", id="A1"),
    ]
    outcome = run(tmp_path, rows)
    assert (outcome.read, outcome.imported, outcome.refused) == (7, 1, 2)
    assert outcome.errors == [
        Refusal(3, "state: “-100” is no status that the mapping knows."),
        Refusal(5, "state: “-100” is no status that the mapping knows."),
        Refusal(5, "The ticket was not imported: No row of this ticket can be read."),
        Refusal(6, "id: the row names no ticket."),
        Refusal(7, "The ticket was not imported: The ticket was resolved before it was reported."),
        Refusal(8, "Rows of A1 stand apart from the others: sort the file by ticket."),
    ]
    assert Ticket.objects.get().status == "in_progress"


def test_a_ticket_from_the_future_is_refused(tmp_path: Path) -> None:
    rows = updates("08:05 New")
    rows[0].cells["at"] = "2026-11-24T09:01"
    outcome = run(tmp_path, rows)
    assert outcome.errors == [
        Refusal(2, "The ticket was not imported: It would have happened at 2026-11-24 09:01 UTC, which lies in the future.")
    ]


def test_a_ticket_that_the_record_refuses_leaves_nothing_behind_and_the_next_goes_on(tmp_path: Path) -> None:
    path = listed(tmp_path, ["B1", clock("09:00"), "", "", "", "", "", "x" * 201], ["B2", clock("09:00"), "", "", "", "", "", "Printer"])
    outcome = import_tickets(file=path, mapping=OLD_LIST, now=NOW)
    assert (outcome.imported, outcome.refused) == (1, 1)
    assert outcome.errors[0].row == 2
    assert "The summary has 201 characters, 200 fit." in outcome.errors[0].reason
    assert Ticket.objects.get().requester.name == "Somebody"


def test_what_does_not_fit_a_column_is_refused(tmp_path: Path) -> None:
    outcome = run(tmp_path, [*updates(f"08:05 New group={'x' * 81}"), *updates("08:05 New group=Desk", id="A2")])
    assert (outcome.imported, outcome.refused) == (1, 1)
    assert outcome.errors[0].row == 2
    assert "value too long" in outcome.errors[0].reason


def test_colleagues_of_a_log_exist_in_the_record_only(tmp_path: Path) -> None:
    run(tmp_path, updates("08:05 New group=Desk worker=Amir", "10:00 Solved worker=Amir", solved="10:00", solver="Nadia"))
    amir = User.objects.get(name="Amir")
    assert (amir.email, amir.role, list(amir.teams.all())) == ("amir@old-desk.invalid", Role.AGENT, [])
    assert (amir.is_active, amir.has_usable_password()) == (False, False)
    assert Ticket.objects.get().assignee == amir
    assert Event.objects.get(kind=EventKind.TICKET_RESOLVED).actor == User.objects.get(name="Nadia")


def test_a_category_of_a_log_is_offered_to_nobody_and_ours_stays_offered(tmp_path: Path) -> None:
    run(tmp_path, [*updates("08:05 New"), *updates("08:05 New", id="A2", kind="Category55"), *updates("08:05 New", id="A3", kind="機器")])
    named = {ticket.external_reference: ticket.category for ticket in Ticket.objects.all()}
    assert named["A1"] in choices()
    assert not {named["A2"], named["A3"]} & set(choices())
    assert [category.path for category in named.values() if category and category.name == "機器"] == [handle("機器")]


def test_the_policy_given_governs_the_imported_tickets_only(tmp_path: Path) -> None:
    words = LOG.replace("[words.status]", '[words.impact]\n"1" = "high"\n[words.urgency]\n"1" = "high"\n[words.status]')
    found = mapping.parse(words, source="log.toml")
    policy = PolicyFile(shipped("servicenow"), "servicenow.toml")
    run(tmp_path, updates("08:05 New", impact="1", urgency="1"), found, policy=policy)
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.policy_version.effective_at) == ("critical", None)
    run(tmp_path, updates("08:05 New", impact="1", urgency="1", id="A2"), found, policy=policy)
    assert Ticket.objects.get(external_reference="A2").policy_version == ticket.policy_version


def test_a_priority_the_matrix_does_not_give_was_chosen_by_somebody(tmp_path: Path) -> None:
    run(tmp_path, updates("08:05 New impact=person urgency=degraded priority=high", "09:00 Work priority=low"))
    ticket = Ticket.objects.get()
    assert (ticket.priority, ticket.is_overridden) == ("low", True)
    assert "The old desk gives no reason." in ticket.priority_reason
    triaged = Event.objects.filter(kind=EventKind.TICKET_TRIAGED).order_by("id")
    assert [(event.at, event.priority) for event in triaged] == [(instant("08:05"), "high"), (instant("09:00"), "low")]


def test_a_list_of_tickets_is_imported_row_by_row(tmp_path: Path) -> None:
    row = ["B1", clock("09:00"), "", clock("11:00"), clock("13:00"), "Rita Ray", "rita@fernhill.example", "The printer is on fire"]
    outcome = import_tickets(file=listed(tmp_path, row, row), mapping=OLD_LIST, now=NOW)
    assert (outcome.imported, outcome.errors) == (1, [Refusal(3, "Row 2 tells of this ticket already.")])
    ticket = Ticket.objects.get()
    assert (ticket.reported_at, ticket.resolved_at, ticket.closed_at) == tuple(map(instant, ("08:00", "10:00", "12:00")))
    assert (ticket.requester.email, ticket.subject) == ("rita@fernhill.example", "The printer is on fire")


def test_a_known_person_is_not_made_twice_and_keeps_role_and_name(tmp_path: Path) -> None:
    run(tmp_path, updates("08:05 New", who="Nadia"))
    nadia = User.objects.get(name="Nadia")
    run(tmp_path, updates("08:05 New group=Desk worker=Nadia", id="A2"))
    assert Ticket.objects.get(external_reference="A2").assignee == nadia
    assert User.objects.get(name="Nadia").role == Role.REQUESTER


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (LOG.replace('team = "group"', 'team = "crew"'), "log.csv has no column “crew”, which the mapping names."),
        (LOG.replace("[words.status]", '[words.impact]\n"1" = "huge"\n[words.status]'), "does not fit the policy: “huge” is no impact"),
        (TICKETS, "is for a file with one row per ticket: use “import tickets”"),
    ],
)
def test_a_file_that_does_not_fit_is_refused_before_anything_is_written(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        run(tmp_path, updates("08:05 New"), mapping.parse(text, source="log.toml"))
    assert not Ticket.objects.exists()
