"""What time itself does: at risk, breach, rungs of the ladder; reminders, then silence (SOP 1 §3, §4.7, §5)."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import SYSTEM
from counterfoil.policy import clocks, closure, escalation, lifecycle
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.clocks import Reading
from counterfoil.policy.closure import Next
from counterfoil.policy.facts import Case
from counterfoil.policy.vocabulary import EventKind, Metric, Status, Verb
from counterfoil.tickets.actions.close import close_unanswered
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Clock, Ticket

AT_ONCE = 500


def sweep(*, now: datetime) -> int:
    """Note every clock that is at risk or breached by `now`, each once a run, and climb the ladder. Returns the tickets touched.

    Found through the partial indexes of what is still to be noted, so the cost is that of what is due and not of what exists.
    """
    due = Q(has_ended=False, breach_noted=False, due_at__lte=now) | Q(
        has_ended=False, breach_noted=False, risk_noted=False, warn_at__lte=now
    )
    tickets = Clock.objects.filter(due).order_by("due_at").values_list("ticket_id", flat=True)[:AT_ONCE]
    return sum(keep_time_of(ticket_id, now) for ticket_id in dict.fromkeys(tickets))


@transaction.atomic
def keep_time_of(ticket_id: int, now: datetime) -> bool:
    """Note what time did to one ticket. Two workers may come: the second finds it noted."""
    ticket, now = locked(Ticket(pk=ticket_id), now=now)
    book, case = book_of(ticket.policy_version_id).book, case_of(ticket)
    readings = clocks.readings(case, book, now)
    happened = [*passed(readings, now), *climbed(ticket, case, readings, book, now)]
    if happened:
        record(ticket, *happened, actor=SYSTEM, now=now, saving=("status", "escalated_at"))
    return bool(happened)


def passed(readings: dict[Metric, Reading], now: datetime) -> Iterator[Happened]:
    """Targets passed since the last look: breached, or at risk of it."""
    for metric, reading in readings.items():
        run = {"metric": metric, "run": reading.run}
        if reading.ended:
            continue
        if reading.due_at and reading.due_at <= now:
            if not reading.noted_breach:
                yield Happened(EventKind.CLOCK_BREACHED, details={**run, "due_at": reading.due_at.isoformat()})
        elif reading.warn_at and reading.warn_at <= now and not reading.noted_risk:
            yield Happened(EventKind.CLOCK_AT_RISK, details={**run, "due_at": reading.due_at.isoformat() if reading.due_at else None})


def climbed(ticket: Ticket, case: Case, readings: dict[Metric, Reading], book: PolicyBook, now: datetime) -> Iterator[Happened]:
    """Rungs reached since the last look; one that escalates sets the status where the lifecycle lets it."""
    reached = {
        (fact.details["rung"], Metric(fact.details["metric"]), fact.details["run"])
        for fact in case.facts
        if fact.kind is EventKind.RUNG_REACHED
    }
    for due in escalation.rungs_due(readings, priority=ticket.priority, reached=reached, book=book, now=now):
        details = {"rung": due.rung.name, "metric": due.metric, "run": due.run}
        yield Happened(EventKind.RUNG_REACHED, details=details)
        if due.rung.escalates and Status(ticket.status) in lifecycle.LEADS_TO[Verb.ESCALATE]:
            ticket.status, ticket.escalated_at = lifecycle.after(Status(ticket.status), Verb.ESCALATE), now
            given = {"team": ticket.team_id, "assignee": ticket.assignee_id, "from": ticket.team_id, "rung": due.rung.name}
            yield Happened(EventKind.TICKET_ESCALATED, status=Status(ticket.status), details=given)


def silence(*, now: datetime) -> int:
    """Remind who has not confirmed, then close as unanswered. Returns the tickets touched. SOP 1 §4.6, §4.7."""
    due = Ticket.objects.filter(status=Status.RESOLVED, next_step_at__lte=now).order_by("next_step_at")
    return sum(hear_silence(ticket, now) for ticket in due[:AT_ONCE])


@transaction.atomic
def hear_silence(ticket: Ticket, now: datetime) -> bool:
    ticket, now = locked(ticket, now=now)
    if ticket.status != Status.RESOLVED or ticket.resolved_at is None:
        return False
    book = book_of(ticket.policy_version_id).book
    reminded = [fact.at for fact in case_of(ticket).facts if fact.kind is EventKind.CONFIRMATION_REMINDED and fact.at >= ticket.resolved_at]
    step = closure.silence(resolved_at=ticket.resolved_at, reminders=reminded, book=book, now=now)
    if step is None:
        return False
    if step.what is Next.CLOSE:
        close_unanswered(ticket=ticket, actor=SYSTEM, now=now)
        return True
    ticket.reminders = step.number
    ticket.next_step_at = closure.next_step(resolved_at=ticket.resolved_at, reminders=(*reminded, now), book=book).at
    happened = Happened(EventKind.CONFIRMATION_REMINDED, details={"number": step.number})
    record(ticket, happened, actor=SYSTEM, now=now, saving=("reminders", "next_step_at"))
    return True
