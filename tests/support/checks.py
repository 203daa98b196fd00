"""What must be true of a ticket after whatever was done to it (security I2, I4, I5)."""

from datetime import datetime
from itertools import pairwise
from typing import Any

from counterfoil.handbook.queries import book_of
from counterfoil.policy import clocks, lifecycle
from counterfoil.policy.clocks import Reading
from counterfoil.policy.vocabulary import EventKind, Metric, Status, Verb
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.clocks import row_of
from counterfoil.tickets.models import Clock, Event, MessageKind, Ticket

STEPS = {(before, after) for leads in lifecycle.LEADS_TO.values() for before, after in leads.items()}
STEPS |= {(before, after) for (before, _), after in lifecycle.GOES_BACK.items()}
OUTSIDE = {Verb.READ, Verb.READ_NOTES, Verb.LOG}


def check(ticket_id: int) -> dict[Metric, Reading]:
    """Raise AssertionError for whatever of the ticket is not what its events say. Returns the readings."""
    ticket = Ticket.objects.get(pk=ticket_id)
    events = list(Event.objects.filter(ticket=ticket).order_by("id"))
    readings = clocks.readings(case_of(ticket), book_of(ticket.policy_version_id).book)
    check_history(ticket, events)
    check_columns(ticket, events)
    check_clocks(ticket, readings)
    check_next(ticket, readings)
    return readings


def check_history(ticket: Ticket, events: list[Event]) -> None:
    """It begins with the logging, goes by the lifecycle, and never back in time."""
    first = events[0]
    assert (first.kind, first.status, first.at) == (EventKind.TICKET_LOGGED, Status.NEW, ticket.logged_at)
    assert first.message is not None
    assert first.message.kind == MessageKind.REPORT
    assert [event for event in events[1:] if event.kind == EventKind.TICKET_LOGGED] == []
    assert all(earlier.at <= later.at for earlier, later in pairwise(events)), "time went back"
    statuses = [Status(event.status) for event in events if event.status]
    assert statuses[-1] == ticket.status
    assert [step for step in pairwise(statuses) if step not in STEPS] == []
    assert [event.priority for event in events if event.priority][-1] == ticket.priority
    assert {event.policy_version_id for event in events} == {ticket.policy_version_id}


def check_columns(ticket: Ticket, events: list[Event]) -> None:
    """The ticket's own columns agree with its status and with its last event."""
    status, last = Status(ticket.status), events[-1]
    assert ticket.updated_at == last.at
    if ticket.last_event_id:
        assert ticket.last_event_id == last.id
    assert (ticket.closed_at is not None) == (status is Status.CLOSED)
    assert (ticket.resolved_at is not None) == (status in (Status.RESOLVED, Status.CLOSED) and ticket.merged_into_id is None)
    assert (ticket.next_step_at is not None) == (status is Status.RESOLVED)
    assert not ticket.escalated_at or lifecycle.is_unresolved(status)
    assert ticket.escalated_at or status is not Status.ESCALATED
    assert ticket.confirmed_at is None or ticket.closed_how in ("confirmed", "told")
    assert ticket.closed_how or status is not Status.CLOSED
    placed = [event.details for event in events if "assignee" in event.details]
    assert ticket.assignee_id == (placed[-1]["assignee"] if placed else None)
    assert ticket.team_id == (placed[-1]["team"] if placed else None)


def check_clocks(ticket: Ticket, readings: dict[Metric, Reading]) -> None:
    """What was kept event by event is what all the events together give."""
    stored = {row["metric"]: row for row in Clock.objects.filter(ticket=ticket).values()}
    assert stored == {metric: columns_of(row_of(ticket, reading), stored.get(metric)) for metric, reading in readings.items()}


def columns_of(row: Clock, stored: dict[str, Any] | None) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in Clock._meta.concrete_fields} | {"id": stored["id"] if stored else None}


def check_next(ticket: Ticket, readings: dict[Metric, Reading]) -> None:
    """What the queue is ordered by is the earliest instant that is still owed."""
    owed = [reading for metric, reading in readings.items() if metric is not Metric.ACKNOWLEDGEMENT and not reading.ended]
    due: list[datetime] = sorted(reading.due_at for reading in owed if reading.due_at)
    assert ticket.due_at == (due[0] if due else None)
    if due:
        first = readings[Metric(ticket.due_metric)]
        assert (first.due_at, first.started_at, ticket.paused_at) == (ticket.due_at, ticket.due_from, None)
    else:
        paused = [reading.paused_since for reading in owed if reading.paused_since]
        assert (ticket.due_metric, ticket.due_from, ticket.paused_at) == ("", None, min(paused, default=None))
