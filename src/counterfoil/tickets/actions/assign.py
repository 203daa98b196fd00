"""Assign, take, transfer (SOP 1 §4.4)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.people.models import WORKING, Team, User
from counterfoil.policy import lifecycle
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Channel, EventKind, Role, Status, Verb
from counterfoil.tickets.access import authorize
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.fields import REASON, Invalid, optional
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import MessageKind, Ticket
from counterfoil.tickets.placing import person_in_team


@transaction.atomic
def assign(
    *, ticket: Ticket, actor: Actor, assignee: User | None, now: datetime, seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Give the ticket to an agent, or with None back to its team. Assigning it to who has it already changes nothing.

    Raises Invalid when the person does not work in the ticket's team, Refused on a closed ticket, NotVisible, Denied, Stale.
    """
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.ASSIGN, ticket)
    return hand_to(ticket, assignee, actor=actor, verb=Verb.ASSIGN, once=once, now=now)


@transaction.atomic
def take(*, ticket: Ticket, actor: Actor, now: datetime, seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Assign the ticket to oneself. Of two who take it at once, one does.

    Raises Refused when a colleague has it and the caller did not say what was on screen (`seen`), NotVisible, Denied, Stale.
    """
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.TAKE, ticket)
    if seen is None and ticket.assignee and ticket.assignee_id != actor.id:
        raise Refused(f"{ticket.assignee.name} has {ticket.reference}. Assign it to yourself if you take it over.")
    return hand_to(ticket, actor.user, actor=actor, verb=Verb.TAKE, once=once, now=now)


@transaction.atomic
def transfer(
    *, ticket: Ticket, actor: Actor, team: Team, now: datetime, reason: str = "", seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Move the ticket to another team; there the policy chooses the person. The reason stays as a note for the next.

    Raises Refused on a closed ticket, Invalid when it is that team's already, NotVisible, Denied, Stale.
    """
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.TRANSFER, ticket)
    lifecycle.after(Status(ticket.status), Verb.TRANSFER)
    if ticket.team_id == team.pk:
        raise Invalid("team", f"{ticket.reference} is with {team.name} already.")
    reason = optional(reason, field="reason", names="The reason", limit=REASON)
    note = say(ticket, kind=MessageKind.NOTE, body=reason, actor=actor, now=now) if reason else None
    before, ticket.team, ticket.assignee = ticket.team_id, team, None
    if actor.channel is not Channel.IMPORT:
        ticket.assignee_id = person_in_team(ticket, book_of(ticket.policy_version_id).book, now)
    details = {"team": team.pk, "assignee": ticket.assignee_id, "from": before}
    moved = Happened(EventKind.TICKET_TRANSFERRED, message=note, details=details)
    record(ticket, moved, actor=actor, once=once, now=now, saving=("team", "assignee"))
    return ticket


def hand_to(ticket: Ticket, assignee: User | None, *, actor: Actor, verb: Verb, once: UUID | None, now: datetime) -> Ticket:
    lifecycle.after(Status(ticket.status), verb)
    if ticket.assignee_id == (assignee.pk if assignee else None):
        return ticket
    if assignee is None and ticket.status == Status.RESOLVED:
        raise Refused("A resolved ticket keeps its assignee. Assign it to somebody else, or reopen it first.")
    if assignee and not works_on(assignee, ticket) and actor.channel is not Channel.IMPORT:
        raise Invalid("assignee", f"{assignee.name} does not work in {ticket.team}. Transfer the ticket to their team first.")
    given = given_to(ticket, assignee)
    record(ticket, given, actor=actor, once=once, now=now, saving=("assignee",))
    return ticket


def given_to(ticket: Ticket, assignee: User | None) -> Happened:
    """Make the person the assignee, and say so as an event still to be recorded."""
    details = {"team": ticket.team_id, "assignee": assignee.pk if assignee else None, "from": ticket.assignee_id}
    ticket.assignee = assignee
    return Happened(EventKind.TICKET_ASSIGNED, details=details)


def works_on(person: User, ticket: Ticket) -> bool:
    if not person.is_active or person.role not in WORKING:
        return False
    return person.role == Role.ADMINISTRATOR or ticket.team_id is None or ticket.team_id in person.team_ids
