"""What must be true of the whole record, whatever happened to it: each stored value is compared with what it follows from.

`counterfoil check --full` prints what is found, the roster looks every night, tests look after each fault. Nothing is written.
"""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

import structlog
from django.db.models import Prefetch

from counterfoil.handbook.queries import book_of
from counterfoil.policy import clocks, lifecycle
from counterfoil.policy.clocks import Reading
from counterfoil.policy.facts import Case
from counterfoil.policy.vocabulary import EventKind, Metric, Status
from counterfoil.tickets.cases import case_from, fact_of
from counterfoil.tickets.clocks import KEPT, row_of, show_next
from counterfoil.tickets.models import Clock, Event, MessageKind, Ticket
from counterfoil.upkeep import holdings, post

log = structlog.get_logger(__name__)

AT_ONCE = 200
AT_LOGGING = 2
SHOWN = ("due_at", "due_metric", "due_from", "paused_at")
# Every step some verb leads to; a verb that stays leads nowhere.
STEPS = {(before, after) for steps in lifecycle.LEADS_TO.values() for before, after in steps.items()} | {
    (before, after) for (before, _), after in lifecycle.GOES_BACK.items()
}


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing that is not as it must be: on what, which invariant, and how it is."""

    subject: str
    invariant: str
    words: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A ticket with all that its invariants look at."""

    ticket: Ticket
    events: list[Event]
    clocks: list[Clock]
    case: Case
    readings: dict[Metric, Reading]


def check(*, now: datetime) -> Iterator[Breach]:
    """Every breach of every invariant, as it is found. The whole record is read; memory stays that of some tickets."""
    yield from tickets()
    for name, look in ELSEWHERE.items():
        yield from (Breach(subject, name, words) for subject, words in look(now))


def tickets(*references: str) -> Iterator[Breach]:
    """The breaches of all tickets, or of those named."""
    chosen = Ticket.objects.filter(reference__in=references) if references else Ticket.objects.all()
    of_ticket = (Prefetch("events", Event.objects.select_related("message").defer("message__body").order_by("id")), "clocks")
    for ticket in chosen.order_by("id").prefetch_related(*of_ticket).iterator(chunk_size=AT_ONCE):
        events = list(ticket.events.all())
        if not events:
            yield Breach(ticket.reference, "history", "It has no events.")
            continue
        case = case_from(ticket, map(fact_of, events))
        readings = clocks.readings(case, book_of(ticket.policy_version_id).book)
        subject = Subject(ticket, events, list(ticket.clocks.all()), case, readings)
        for name, look in OF_A_TICKET.items():
            yield from (Breach(ticket.reference, name, words) for words in look(subject))


def verify(*, now: datetime) -> int:
    """Look at everything and say in the log what is wrong. Returns how many breaches there are."""
    found = 0
    for breach in check(now=now):
        found += 1
        log.error("invariant.broken", subject=breach.subject, invariant=breach.invariant, words=breach.words)
    log.info("invariants.checked", breaches=found)
    return found


def _clocks(subject: Subject) -> Iterator[str]:
    """A stored clock is what the events say, in every field (I5)."""
    readings = subject.readings
    stored = {clock.metric: clock for clock in subject.clocks}
    if missing := set(readings) ^ set(stored):
        yield f"Clocks are stored or follow from the events, not both: {', '.join(sorted(missing))}."
    for metric in set(readings) & set(stored):
        computed = row_of(subject.ticket, readings[metric])
        differing = [field for field in KEPT if getattr(computed, field) != getattr(stored[metric], field)]
        for field in differing:
            yield f"Clock {metric}: {field} is {getattr(stored[metric], field)}, the events say {getattr(computed, field)}."


def _due(subject: Subject) -> Iterator[str]:
    """The clock that is due next stands in the ticket."""
    computed = copy(subject.ticket)
    show_next(computed, subject.readings)
    for field in SHOWN:
        if getattr(subject.ticket, field) != getattr(computed, field):
            yield f"{field} is {getattr(subject.ticket, field)}, its clocks say {getattr(computed, field)}."


def _status(subject: Subject) -> Iterator[str]:
    """The statuses of the history add up to the ticket's own, and each follows from the one before (I4)."""
    statuses = [fact.status for fact in subject.case.facts if fact.status is not None]
    if statuses[:1] != [Status.NEW]:
        yield "Its history does not begin with New."
    if statuses and statuses[-1] != subject.ticket.status:
        yield f"It is {subject.ticket.status}, its history says {statuses[-1]}."
    for step in pairwise(statuses):
        if step not in STEPS:
            yield f"No verb leads from {step[0]} to {step[1]}."
    priorities = [fact.priority for fact in subject.case.facts if fact.priority is not None]
    if priorities[-1:] != [subject.ticket.priority]:
        yield f"Its priority is {subject.ticket.priority}, its history says {priorities[-1:]}."


def _times(subject: Subject) -> Iterator[str]:
    """Time never goes back within a ticket, and the ticket's own times are those of its events (I4)."""
    ticket, facts = subject.ticket, subject.case.facts
    if ticket.reported_at > ticket.logged_at:
        yield "It was logged before it was reported."
    yield from (f"Event {after.id} is earlier than the one before it." for before, after in pairwise(facts) if after.at < before.at)
    entered = {fact.status: fact.at for fact in facts if fact.status is not None}
    is_merged = ticket.merged_into_id is not None
    expected = {
        "logged_at": facts[0].at,
        "updated_at": facts[-1].at,
        "closed_at": entered.get(Status.CLOSED) if ticket.status == Status.CLOSED else None,
        "resolved_at": entered.get(Status.RESOLVED) if ticket.status in (Status.RESOLVED, Status.CLOSED) and not is_merged else None,
    }
    for field, at in expected.items():
        if getattr(ticket, field) != at:
            yield f"{field} is {getattr(ticket, field)}, its events say {at}."


def _history(subject: Subject) -> Iterator[str]:
    """It begins with the report, and nobody's deed is missing at its end (I2)."""
    first, last = subject.events[0], subject.events[-1]
    if first.kind != EventKind.TICKET_LOGGED:
        yield f"Its history begins with {first.kind}."
    if first.message is None or first.message.kind != MessageKind.REPORT:
        yield "Its report is missing."
    # Logging writes the ticket before its one or two events, and leaves the column to the next deed.
    if subject.ticket.last_event_id != last.id and (subject.ticket.last_event_id or len(subject.events) > AT_LOGGING):
        yield f"Its last event is {last.id}, it says {subject.ticket.last_event_id}."


OF_A_TICKET: dict[str, Callable[[Subject], Iterator[str]]] = {
    "history": _history,
    "status": _status,
    "times": _times,
    "clocks": _clocks,
    "due": _due,
}
ELSEWHERE: dict[str, Callable[[datetime], Iterator[tuple[str, str]]]] = {
    "files": holdings.breaches,
    "post": post.breaches,
}
