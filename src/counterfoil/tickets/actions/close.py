"""Confirm, close, reopen (SOP 1 §4.6, §4.7)."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.people.actors import Actor
from counterfoil.policy import closure, lifecycle
from counterfoil.policy.closure import Ending
from counterfoil.policy.vocabulary import Channel, EventKind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.documentation import documentation_of
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Message, MessageKind, Ticket

CLOSED = ("status", "closed_at", "closed_how", "confirmed_at", "next_step_at")


@transaction.atomic
def confirm_resolution(
    *, ticket: Ticket, actor: Actor, now: datetime, comment: str = "", seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Take the requester's word that it is solved, and close. From staff it is a confirmation as told to them, and says so.

    Raises Incomplete, Refused unless Resolved, NotVisible, Denied, Stale.
    """
    comment = fields.optional(comment, field="comment", names="The comment", limit=fields.TEXT)
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.CONFIRM, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.CONFIRM)
    ticket.confirmed_at = now
    how = "told" if actor.is_staff and actor.id != ticket.requester_id else Ending.CONFIRMED
    return end(ticket, EventKind.RESOLUTION_CONFIRMED, Ending.CONFIRMED, how, remark(ticket, actor, comment, now), actor, once, now)


@transaction.atomic
def close(*, ticket: Ticket, actor: Actor, reason: str, now: datetime, seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Close without a confirmation, for a reason that is kept; never counted as confirmed.

    Raises Invalid (no reason), Incomplete, Refused unless Resolved, NotVisible, Denied (leads and administrators), Stale.
    """
    reason = fields.prose(reason, field="reason", names="The reason", limit=fields.REASON)
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.CLOSE, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.CLOSE)
    note = say(ticket, kind=MessageKind.NOTE, body=reason, actor=actor, now=now)
    how = "imported" if actor.channel is Channel.IMPORT else Ending.REASONED
    return end(ticket, EventKind.TICKET_CLOSED, Ending.REASONED, how, note, actor, once, now)


@transaction.atomic
def close_unanswered(*, ticket: Ticket, actor: Actor, now: datetime) -> Ticket:
    """Close after the reminders stayed unanswered; recorded as silence (SOP 1 §4.7). Raises as `close`."""
    ticket, now = locked(ticket, now=now)
    authorize(actor, Verb.CLOSE, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.CLOSE)
    return end(ticket, EventKind.TICKET_CLOSED, Ending.UNANSWERED, Ending.UNANSWERED, None, actor, None, now)


def end(
    ticket: Ticket, kind: EventKind, ending: Ending, how: str, message: Message | None, actor: Actor, once: UUID | None, now: datetime
) -> Ticket:
    closure.require_to_close(replace(documentation_of(ticket), ending=ending))
    ticket.closed_at, ticket.closed_how, ticket.next_step_at = now, how, None
    happened = Happened(kind, message=message, status=Status(ticket.status), details={"how": how})
    record(ticket, happened, actor=actor, once=once, now=now, saving=CLOSED)
    return ticket


@transaction.atomic
def reopen(*, ticket: Ticket, actor: Actor, now: datetime, reason: str = "", seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Back to work: it is not solved. The resolution clock goes on where it stopped.

    Staff say why; a requester may. Raises Invalid, Refused unless Resolved, NotVisible, Denied, Stale.
    """
    take = fields.prose if actor.is_staff else fields.optional
    reason = take(reason, field="reason", names="The reason", limit=fields.TEXT)
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.REOPEN, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.REOPEN)
    ticket.resolved_at, ticket.next_step_at, ticket.reminders = None, None, 0
    message = remark(ticket, actor, reason, now)
    if not actor.is_staff:
        ticket.requester_spoke_at = now
    record(
        ticket, Happened(EventKind.TICKET_REOPENED, message=message, status=Status(ticket.status)), actor=actor, once=once, now=now,
        saving=("status", "resolved_at", "next_step_at", "reminders", "requester_spoke_at"),
    )  # fmt: skip
    return ticket


def remark(ticket: Ticket, actor: Actor, text: str, now: datetime) -> Message | None:
    """The words beside a confirmation or a reopening: the requester's are an answer, those of staff a note."""
    if not text:
        return None
    kind = MessageKind.NOTE if actor.is_staff or actor.is_system else MessageKind.ANSWER
    return say(ticket, kind=kind, body=text, actor=actor, now=now)
