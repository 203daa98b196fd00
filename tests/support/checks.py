"""What must be true of a ticket's own columns after whatever was done to it; `upkeep.invariants` holds the rest."""

from datetime import datetime
from typing import Any

from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import ClockState, Metric, Status
from counterfoil.tickets.models import Clock, Ticket


def check(ticket: Ticket) -> None:
    """Raise AssertionError for a column that contradicts the status, the events or the clocks."""
    check_status(ticket)
    check_holder(ticket)
    check_next(ticket)


def check_status(ticket: Ticket) -> None:
    status = Status(ticket.status)
    assert (ticket.closed_at is not None) == (status is Status.CLOSED)
    assert (ticket.resolved_at is not None) == (status in (Status.RESOLVED, Status.CLOSED) and ticket.merged_into_id is None)
    assert (ticket.next_step_at is not None) == (status is Status.RESOLVED)
    assert not ticket.escalated_at or lifecycle.is_unresolved(status)
    assert ticket.escalated_at or status is not Status.ESCALATED
    assert ticket.confirmed_at is None or ticket.closed_how in ("confirmed", "told")
    assert ticket.closed_how or status is not Status.CLOSED


def check_holder(ticket: Ticket) -> None:
    """Team and assignee are those of the last event that names them."""
    placed = ticket.events.filter(details__has_key="assignee").order_by("id").values_list("details", flat=True).last()
    assert (ticket.team_id, ticket.assignee_id) == ((placed["team"], placed["assignee"]) if placed else (None, None))


def check_next(ticket: Ticket) -> None:
    """What the queue is ordered by is the earliest instant still owed to the requester, as the stored clocks have it."""
    owed = [clock for clock in ticket.clocks.exclude(metric=Metric.ACKNOWLEDGEMENT) if not clock.has_ended]
    due: list[datetime] = sorted(clock.due_at for clock in owed if clock.due_at)
    assert ticket.due_at == (due[0] if due else None)
    waiting = [clock.paused_at for clock in owed if clock.paused_at and clock.state != ClockState.BREACHED]
    assert ticket.paused_at == (min(waiting, default=None) if not due else None)


def columns_of(row: Clock) -> dict[str, Any]:
    """All that is stored of a clock, but for its id."""
    return {field.attname: getattr(row, field.attname) for field in Clock._meta.concrete_fields if field.name != "id"}
