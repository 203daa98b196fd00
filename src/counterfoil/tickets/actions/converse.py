"""Reply, note, receive an answer, record a contact (SOP 1 §4.5, §4.6; SOP 2 §3.4)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.handbook.queries import book_in_force
from counterfoil.interactions.actions import record_contact
from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Direction, EventKind, InteractionKind, Kind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.actions.log import enter, fresh
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.files import Stored, Upload
from counterfoil.tickets.files import store as store_files
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Link, LinkKind, MessageKind, Ticket


def reply(
    *,
    ticket: Ticket,
    actor: Actor,
    text: str,
    now: datetime,
    files: Sequence[Upload] = (),
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Write to the requester, who is told by mail. On a new ticket it starts the work.

    Raises Invalid (empty text, files), Refused on a closed ticket, NotVisible, Denied, Stale, AlreadyDone.
    """
    text, stored = fields.prose(text, field="text", names="The reply"), store_files(files)
    with transaction.atomic():
        ticket, now = locked(ticket, now=now, seen=seen, once=once)
        authorize(actor, Verb.REPLY, ticket)
        before, ticket.status = ticket.status, lifecycle.after(Status(ticket.status), Verb.REPLY)
        message = say(ticket, kind=MessageKind.REPLY, body=text, actor=actor, files=stored, now=now)
        changed = Status(ticket.status) if ticket.status != before else None
        record(ticket, Happened(EventKind.REPLY_SENT, message=message, status=changed), actor=actor, once=once, now=now, saving=("status",))
        return ticket


def add_note(
    *,
    ticket: Ticket,
    actor: Actor,
    text: str,
    now: datetime,
    files: Sequence[Upload] = (),
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Write for colleagues only. No requester ever reads it. Raises as `reply` does."""
    text, stored = fields.prose(text, field="text", names="The note"), store_files(files)
    with transaction.atomic():
        ticket, now = locked(ticket, now=now, seen=seen, once=once)
        authorize(actor, Verb.NOTE, ticket)
        lifecycle.after(Status(ticket.status), Verb.NOTE)
        message = say(ticket, kind=MessageKind.NOTE, body=text, actor=actor, files=stored, now=now)
        record(ticket, Happened(EventKind.NOTE_ADDED, message=message), actor=actor, once=once, now=now)
        return ticket


def receive_reply(
    *, ticket: Ticket, actor: Actor, text: str, now: datetime, files: Sequence[Upload] = (), once: UUID | None = None
) -> Ticket:
    """Take what the requester or a participant wrote.

    Awaiting User Input goes on, Resolved reopens; Closed opens a follow-up, linked to it, which is returned instead.
    Raises Invalid, NotVisible, Denied, AlreadyDone.
    """
    text, stored = fields.prose(text, field="text", names="Your message"), store_files(files)
    with transaction.atomic():
        ticket, now = locked(ticket, now=now, once=once)
        authorize(actor, Verb.RECEIVE_REPLY, ticket)
        if ticket.status == Status.CLOSED:
            return follow_up(ticket, actor, text, stored, once, now)
        return take_answer(ticket, actor, text, stored, once, now)


def take_answer(ticket: Ticket, actor: Actor, text: str, stored: Sequence[Stored], once: UUID | None, now: datetime) -> Ticket:
    before = Status(ticket.status)
    ticket.status = lifecycle.after(before, Verb.RECEIVE_REPLY, escalated=ticket.escalated_at is not None)
    message = say(ticket, kind=MessageKind.ANSWER, body=text, actor=actor, files=stored, now=now)
    changed = Status(ticket.status) if ticket.status != before else None
    kind = EventKind.REPLY_RECEIVED
    if before == Status.RESOLVED:
        kind, ticket.resolved_at, ticket.next_step_at, ticket.reminders = EventKind.TICKET_REOPENED, None, None, 0
    ticket.requester_spoke_at = now
    record(
        ticket, Happened(kind, message=message, status=changed), actor=actor, once=once, now=now,
        saving=("status", "requester_spoke_at", "resolved_at", "next_step_at", "reminders"),
    )  # fmt: skip
    return ticket


def follow_up(ticket: Ticket, actor: Actor, text: str, stored: Sequence[Stored], once: UUID | None, now: datetime) -> Ticket:
    """The ticket that continues a closed one, for the same people. Who may write in the closed one needs no other right."""
    survivor, version = ticket.merged_into or ticket, book_in_force(now)
    made = fresh(
        requester=ticket.requester,
        subject=survivor.subject,
        channel=actor.channel,
        kind=Kind(survivor.kind),
        category=survivor.category,
        reported_at=now,
        version=version,
        now=now,
    )
    enter(made, actor, text, stored, Answers(), version, None, once, now)
    made.participants.set(ticket.participants.all())
    Link.objects.create(ticket=made, to=ticket, kind=LinkKind.FOLLOW_UP, at=now)
    linked = Happened(EventKind.TICKETS_LINKED, details={"ticket": made.pk, "kind": LinkKind.FOLLOW_UP})
    record(ticket, linked, actor=actor, now=now)
    return made


@transaction.atomic
def record_interaction(
    *,
    ticket: Ticket,
    actor: Actor,
    kind: InteractionKind,
    direction: Direction,
    started_at: datetime,
    summary: str,
    now: datetime,
    minutes: int | None = None,
    outcome: str = "",
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Log a call, chat or visit with the requester. `minutes` is its length, None when nobody measured it (SOP 2 §3.4).

    Raises Invalid (empty summary, a start in the future, a length beyond a day), NotVisible, Denied, Stale.
    """
    summary = fields.prose(summary, field="summary", names="The summary of the contact")
    outcome = fields.line(outcome, field="outcome", names="The outcome", limit=fields.SUBJECT) if outcome.strip() else ""
    if started_at > now:
        raise fields.Invalid("started_at", "The contact starts in the future. Check date and time.")
    if minutes is not None and not 0 <= minutes <= 24 * 60:
        raise fields.Invalid("minutes", "A contact lasts from 0 to 1440 minutes.")
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.RECORD_INTERACTION, ticket)
    message = say(ticket, kind=MessageKind.CONTACT, body=summary, actor=actor, now=now)
    contact = record_contact(
        person_id=ticket.requester_id, reference=ticket.reference, kind=kind, direction=direction, started_at=started_at,
        minutes=minutes, summary=summary, outcome=outcome, message_id=message.id, by_id=actor.id,
    )  # fmt: skip
    details = {"kind": kind, "direction": direction, "minutes": minutes, "interaction": contact.id}
    record(ticket, Happened(EventKind.INTERACTION_RECORDED, message=message, details=details), actor=actor, once=once, now=now)
    return ticket
