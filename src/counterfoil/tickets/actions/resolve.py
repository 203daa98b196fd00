"""Resolve: give the documented solution (SOP 1 §4.6, §4.7)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.policy import closure, lifecycle
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import EventKind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.actions.assign import given_to
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.documentation import documentation_of
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import MessageKind, Ticket


@transaction.atomic
def resolve(
    *,
    ticket: Ticket,
    actor: Actor,
    solution: str,
    now: datetime,
    cause: str = "",
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Give the documented solution and ask the requester to confirm it.

    `solution` is Markdown and goes to the requester; `cause` is a word of the policy's list. Who resolves an unassigned ticket
    becomes its assignee.
    Raises Invalid, Incomplete (names what is missing), Refused, NotVisible, Denied, Stale. SOP 1 §4.7, SOP 2 §3.1.
    """
    solution = fields.prose(solution, field="solution", names="The solution")
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.RESOLVE, ticket)
    book = book_of(ticket.policy_version_id).book
    ticket.status = lifecycle.after(Status(ticket.status), Verb.RESOLVE)
    ticket.solution, ticket.cause, ticket.resolved_at, ticket.escalated_at = solution, known_cause(cause, book), now, None
    taken = [given_to(ticket, actor.user)] if ticket.assignee_id is None and actor.user else []
    closure.require_to_resolve(documentation_of(ticket))
    ticket.reminders, ticket.next_step_at = 0, closure.next_step(resolved_at=now, reminders=(), book=book).at
    message = say(ticket, kind=MessageKind.SOLUTION, body=solution, actor=actor, now=now)
    details = {"cause": ticket.cause} if ticket.cause else {}
    resolved = Happened(EventKind.TICKET_RESOLVED, message=message, status=ticket.status, details=details)
    record(
        ticket, *taken, resolved, actor=actor, once=once, now=now,
        saving=("status", "solution", "cause", "resolved_at", "escalated_at", "assignee", "reminders", "next_step_at"),
    )  # fmt: skip
    return ticket


def known_cause(cause: str, book: PolicyBook) -> str:
    if cause and cause not in {level.word for level in book.causes}:
        raise fields.Invalid("cause", f"“{cause}” is no cause of the policy: {', '.join(level.word for level in book.causes)}.")
    return cause
