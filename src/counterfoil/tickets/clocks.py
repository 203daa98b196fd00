"""Clocks follow from the events: no verb ever starts, pauses or meets one."""

from datetime import datetime

from counterfoil.policy import clocks
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.clocks import Reading
from counterfoil.policy.facts import Case
from counterfoil.policy.vocabulary import Metric
from counterfoil.tickets.models import Clock, Ticket

KEPT = (
    "run", "state", "started_at", "due_at", "warn_at", "met_at", "paused_at", "has_ended", "amount", "unit", "calendar", "used",
    "risk_noted", "breach_noted",
)  # fmt: skip


def read(ticket: Ticket, case: Case, book: PolicyBook) -> dict[Metric, Reading]:
    """What the events say of each clock; what is due next is written into the ticket, which is not saved here."""
    readings = clocks.readings(case, book)
    show_next(ticket, readings)
    return readings


def keep(ticket: Ticket, readings: dict[Metric, Reading]) -> None:
    """Store the readings as the ticket's clocks."""
    Clock.objects.bulk_create(
        [row_of(ticket, reading) for reading in readings.values()],
        update_conflicts=True,
        unique_fields=["ticket", "metric"],
        update_fields=KEPT,
    )


def drop_others(ticket: Ticket, readings: dict[Metric, Reading]) -> None:
    """Take away the clocks that a new priority has no target for."""
    Clock.objects.filter(ticket=ticket).exclude(metric__in=readings).delete()


def row_of(ticket: Ticket, reading: Reading) -> Clock:
    """A reading as it is stored."""
    return Clock(
        ticket=ticket,
        metric=reading.metric,
        run=reading.run,
        state=reading.state,
        started_at=reading.started_at,
        due_at=reading.due_at,
        warn_at=reading.warn_at,
        met_at=reading.met_at,
        paused_at=reading.paused_since,
        has_ended=reading.ended,
        amount=str(reading.target.amount),
        unit=reading.target.unit,
        calendar=reading.target.calendar or "",
        used=str(reading.used),
        risk_noted=reading.noted_risk,
        breach_noted=reading.noted_breach,
    )


def show_next(ticket: Ticket, readings: dict[Metric, Reading]) -> None:
    """The clock that is due next stands in the ticket too. The acknowledgement is nobody's work, so it never does."""
    waiting = [r for metric, r in readings.items() if metric is not Metric.ACKNOWLEDGEMENT and not r.ended]
    due = min((r for r in waiting if r.due_at), key=due_at, default=None)
    paused = [r.paused_since for r in waiting if r.paused_since]
    ticket.due_at = due.due_at if due else None
    ticket.due_metric = due.metric if due else ""
    ticket.due_from = due.started_at if due else None
    ticket.paused_at = min(paused) if paused and not due else None


def due_at(reading: Reading) -> datetime:
    assert reading.due_at is not None
    return reading.due_at
