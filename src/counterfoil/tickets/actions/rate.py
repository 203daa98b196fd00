"""Rate: how satisfied the requester is (SOP 1 §4.7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.policy import closure, lifecycle
from counterfoil.policy.access import Denied
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Rating, Ticket


@transaction.atomic
def rate(*, ticket: Ticket, actor: Actor, score: int, now: datetime, comment: str = "", once: UUID | None = None) -> Ticket:
    """Keep a score of 1 to 5 with a comment; until the policy's window ends, a new one takes its place.

    Raises Invalid, Refused (not resolved yet, or too late), NotVisible, Denied (nobody rates the own work).
    """
    if not 1 <= score <= 5:
        raise fields.Invalid("score", "Choose one of the five answers.")
    comment = fields.optional(comment, field="comment", names="The comment", limit=5_000)
    ticket, now = locked(ticket, now=now, once=once)
    authorize(actor, Verb.RATE, ticket)
    lifecycle.after(Status(ticket.status), Verb.RATE)
    if ticket.merged_into:
        raise Refused(f"This request goes on as {ticket.merged_into.reference}. Rate that one once it is solved.")
    if actor.user is None or actor.id == ticket.assignee_id:
        raise Denied("Who worked on a ticket does not rate it.")
    if not closure.is_rating_open(closed_at=ticket.closed_at, book=book_of(ticket.policy_version_id).book, now=now):
        raise Refused("The time for a rating has passed. Thank you all the same; write to us if something is still open.")
    Rating.objects.update_or_create(ticket=ticket, defaults={"score": score, "comment": comment, "by": actor.user, "at": now})
    record(ticket, Happened(EventKind.TICKET_RATED, details={"score": score}), actor=actor, once=once, now=now)
    return ticket
