"""SOP 2, record-keeping and performance reporting: one test per clause, through the doors that everybody uses."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from counterfoil.interactions.models import Interaction
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.lifecycle import phase_of
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.retention import due_for_purge
from counterfoil.policy.vocabulary import Channel, Direction, EventKind, InteractionKind, Phase, Record, Status
from counterfoil.tickets.actions.close import confirm_resolution
from counterfoil.tickets.actions.converse import receive_reply, record_interaction, reply
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.models import Event
from counterfoil.tickets.placing import Place
from counterfoil.tickets.queries.timeline import timeline
from tests.sop.conftest import Desk


def test_sop2_2a_staff_document_requests_resolutions_and_contacts(desk: Desk) -> None:
    ticket = desk.resolved()
    assert ticket.solution == "Key lifetime set back."
    assert Interaction.objects.filter(reference=ticket.reference).count() == 2


def test_sop2_3_1a_a_request_by_phone_is_logged_like_any_other(desk: Desk) -> None:
    ticket = desk.report(actor=desk.by("amir"), channel=Channel.PHONE)
    [logged] = [entry for entry in timeline(ticket=ticket, actor=desk.by("uma")) if entry.kind is EventKind.TICKET_LOGGED]
    assert (logged.actor, logged.author) == (desk.people["amir"], desk.people["rita"])


def test_sop2_3_1b_date_name_contact_description_and_technician_are_never_missing_once_resolved(desk: Desk) -> None:
    ticket = desk.report(placed=Place(desk.teams["desk"].id))
    assert ticket.assignee is None
    ticket = resolve(ticket=ticket, actor=desk.by("tom"), solution="Done.", now=desk.at(9))
    assert (ticket.reported_at, ticket.requester.name, ticket.requester.contact) == (desk.at(0), "Rita", "rita@fernhill.example")
    assert ticket.messages.earliest("id").body == "Since this morning, from home."
    assert ticket.assignee == desk.people["tom"]


def test_sop2_3_2a_the_statuses_are_counted_in_four_phases() -> None:
    assert {phase: [status for status in Status if phase_of(status) is phase] for phase in Phase} == {
        Phase.OPEN: [Status.NEW],
        Phase.IN_PROGRESS: [Status.IN_PROGRESS, Status.AWAITING_USER_INPUT, Status.ESCALATED],
        Phase.RESOLVED: [Status.RESOLVED],
        Phase.CLOSED: [Status.CLOSED],
    }


@pytest.mark.parametrize("change", ["update", "delete"])
def test_sop2_3_2b_what_was_done_and_when_stays_as_it_was_written(desk: Desk, change: str) -> None:
    ticket = confirm_resolution(ticket=desk.resolved(), actor=desk.requester(), now=desk.at(30))
    story = [(entry.kind, entry.at) for entry in timeline(ticket=ticket, actor=desk.by("uma"))]
    assert story[-3:] == [
        (EventKind.WORK_STARTED, desk.at(10)),
        (EventKind.TICKET_RESOLVED, desk.at(20)),
        (EventKind.RESOLUTION_CONFIRMED, desk.at(30)),
    ]
    events = Event.objects.filter(ticket=ticket)
    with pytest.raises(DatabaseError), transaction.atomic():
        events.update(at=desk.at(99)) if change == "update" else events.delete()


def test_sop2_3_4_every_contact_with_a_person_is_in_one_log_across_tickets(desk: Desk) -> None:
    first, second = desk.report(), desk.report(channel=Channel.EMAIL, now=desk.at(1))
    reply(ticket=first, actor=desk.by("amir"), text="On it.", now=desk.at(2))
    record_interaction(
        ticket=second, actor=desk.by("amir"), kind=InteractionKind.CALL, direction=Direction.OUTBOUND, started_at=desk.at(3), minutes=4,
        summary="Explained the workaround.", outcome="Information given", now=desk.at(7),
    )  # fmt: skip
    receive_reply(ticket=first, actor=desk.requester(), text="Thank you.", now=desk.at(8))
    log = Interaction.objects.filter(person=desk.people["rita"]).order_by("started_at", "id")
    assert [(one.reference, one.kind, one.direction) for one in log] == [
        (first.reference, "message", "inbound"),
        (second.reference, "email", "inbound"),
        (first.reference, "message", "outbound"),
        (second.reference, "call", "outbound"),
        (first.reference, "message", "inbound"),
    ]


# Record, years, responsible, location: the table of SOP 2 §4 as printed.
RETENTION = [
    ("ticket", 2, "Technical Support Staff", "Ticketing System"),
    ("interaction", 2, "Technical Support Staff", "CRM / Ticketing System"),
    ("report", 5, "Supervisors/Managers", "Shared Drive / Reporting Tool"),
    ("improvement_action", 5, "Supervisors/Managers", "Improvement Log"),
]


@pytest.mark.parametrize(("record", "years", "responsible", "location"), RETENTION)
def test_sop2_4_each_class_of_record_is_kept_for_its_time(record: str, years: int, responsible: str, location: str) -> None:
    book: PolicyBook = SOP_DEFAULTS
    keep = book.retention[Record(record)]
    assert (keep.years, keep.responsible, keep.location) == (years, responsible, location)
    closed = date(2024, 3, 1)
    assert not due_for_purge(Record(record), closed, book, date(2024 + years, 3, 1))
    assert due_for_purge(Record(record), closed, book, date(2024 + years, 3, 2))
