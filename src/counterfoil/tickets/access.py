"""Who may do what to which ticket. What one may not see does not exist."""

from functools import partial

from django.db.models import Q

from counterfoil.people.actors import Actor
from counterfoil.policy import access
from counterfoil.policy.access import Denied
from counterfoil.policy.vocabulary import Role, Verb
from counterfoil.tickets.models import Ticket

ALL = (Role.SYSTEM, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)
NONE = Q(pk__in=())


class NotVisible(Exception):
    """No such ticket, or none that the actor may see: the two are the same."""


def authorize(actor: Actor, verb: Verb, ticket: Ticket) -> None:
    """Let the actor do `verb` to `ticket`, or raise: NotVisible when the ticket may not even be seen, else Denied."""
    if not may(actor, Verb.READ, ticket):
        raise NotVisible
    if not may(actor, verb, ticket):
        raise Denied(f"{actor.role.label} may not {verb.label.lower()} {ticket.reference}.")


def may(actor: Actor, verb: Verb, ticket: Ticket) -> bool:
    """True where the actor's role, or the actor's part in the ticket, carries the verb."""
    allows = partial(access.may, actor.role, verb, is_team=is_of_team(actor, ticket))
    # Who has the right by role is not asked for a part in the ticket, which may cost a query.
    return allows(is_own=False) or (is_own(actor, verb, ticket) and allows(is_own=True))


def is_own(actor: Actor, verb: Verb, ticket: Ticket) -> bool:
    """True for the ticket's requester, and for a participant as far as that goes. A link is worth what the person it names is."""
    if actor.id is None or (actor.role is Role.LINK and actor.link_to != ticket.pk):
        return False
    if ticket.requester_id == actor.id:
        return True
    # A ticket that is being logged has no participants yet.
    is_shared = bool(ticket.pk) and access.may(Role.PARTICIPANT, verb, is_own=True)
    return is_shared and ticket.participants.filter(id=actor.id).exists()


def is_of_team(actor: Actor, ticket: Ticket) -> bool:
    """True for staff of the ticket's team and for its assignee; a ticket without a team is everybody's."""
    if actor.role in ALL:
        return True
    if not actor.is_staff or actor.user is None:
        return False
    return ticket.team_id is None or ticket.team_id in actor.user.team_ids or ticket.assignee_id == actor.id


def visible_to(actor: Actor) -> Q:
    """The tickets whose staff view the actor may read; the base of every staff query, counts and searches too."""
    if actor.role in ALL:
        # An empty Q would vanish beside another condition that it is joined to by "or".
        return ~NONE
    if not actor.is_staff or actor.user is None:
        return NONE
    return Q(team__in=actor.user.team_ids) | Q(team=None) | Q(assignee=actor.user)


def requested_by(actor: Actor) -> Q:
    """The tickets whose public view is the actor's own."""
    if actor.id is None:
        return NONE
    own = Q(requester=actor.id) | Q(pk__in=Ticket.participants.through.objects.filter(user_id=actor.id).values("ticket_id"))
    return own & Q(pk=actor.link_to) if actor.role is Role.LINK else own


def sees_notes(actor: Actor, ticket: Ticket) -> bool:
    """True where the actor reads the staff view of this ticket, internal notes included."""
    return access.may(actor.role, Verb.READ_NOTES, is_own=False, is_team=is_of_team(actor, ticket))
