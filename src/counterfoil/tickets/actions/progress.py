"""Start, ask the requester, go on (SOP 1 §4.5, §4.6)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import EventKind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.actions.assign import given_to, works_on
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import MessageKind, Ticket


@transaction.atomic
def start_work(*, ticket: Ticket, actor: Actor, now: datetime, seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Begin. Who starts an unassigned ticket becomes its assignee. Raises Refused, NotVisible, Denied, Stale."""
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.START_WORK, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.START_WORK)
    started = Happened(EventKind.WORK_STARTED, status=ticket.status)
    is_free = ticket.assignee_id is None and actor.user is not None and works_on(actor.user, ticket)
    taken = [given_to(ticket, actor.user)] if is_free else []
    record(ticket, started, *taken, actor=actor, once=once, now=now, saving=("status", "assignee"))
    return ticket


@transaction.atomic
def await_requester(
    *, ticket: Ticket, actor: Actor, question: str, now: datetime, seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Ask the requester, and pause the clocks that the policy pauses until the answer comes.

    The question is a public message. Raises Invalid (no question), Refused, NotVisible, Denied, Stale.
    """
    question = fields.prose(question, field="question", names="The question")
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.AWAIT_REQUESTER, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.AWAIT_REQUESTER)
    asked = say(ticket, kind=MessageKind.QUESTION, body=question, actor=actor, now=now)
    happened = Happened(EventKind.REQUESTER_AWAITED, message=asked, status=ticket.status)
    record(ticket, happened, actor=actor, once=once, now=now, saving=("status",))
    return ticket


@transaction.atomic
def resume_work(*, ticket: Ticket, actor: Actor, now: datetime, seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Go on without an answer; the clocks run again. An escalated ticket goes back to Escalated. Raises as `start_work`."""
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.RESUME_WORK, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.RESUME_WORK, escalated=ticket.escalated_at is not None)
    record(ticket, Happened(EventKind.WORK_RESUMED, status=ticket.status), actor=actor, once=once, now=now, saving=("status",))
    return ticket
