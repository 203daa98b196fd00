"""Who may do what to which ticket. What one may not see does not exist."""

from django.db.models import Q

from counterfoil.people.actors import Actor
from counterfoil.policy import access
from counterfoil.policy.access import Denied
from counterfoil.policy.vocabulary import Role, Verb
from counterfoil.tickets.models import Ticket

ALL = (Role.SYSTEM, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


class NotVisible(Exception):
    """No such ticket, or none that the actor may see: the two are the same."""


def authorize(actor: Actor, verb: Verb, ticket: Ticket) -> None:
    """Let the actor do `verb` to `ticket`, or raise: NotVisible when the ticket may not even be seen, else Denied."""
    own, team = is_own(actor, ticket), is_of_team(actor, ticket)
    if not access.may(actor.role, Verb.READ, is_own=own, is_team=team):
        raise NotVisible
    if not access.may(actor.role, verb, is_own=own, is_team=team):
        raise Denied(f"{actor.role.label} may not {verb.label.lower()} {ticket.reference}.")


def is_own(actor: Actor, ticket: Ticket) -> bool:
    """True for the ticket's requester and participants, and for the holder of a link to it."""
    if actor.role is Role.LINK:
        return actor.link_to == ticket.pk
    if actor.id is None:
        return False
    return ticket.requester_id == actor.id or ticket.participants.filter(id=actor.id).exists()


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
        return Q()
    if not actor.is_staff or actor.user is None:
        return Q(pk__in=())
    return Q(team__in=actor.user.team_ids) | Q(team=None) | Q(assignee=actor.user)


def requested_by(actor: Actor) -> Q:
    """The tickets whose public view is the actor's own."""
    if actor.role is Role.LINK:
        return Q(pk=actor.link_to)
    if actor.id is None:
        return Q(pk__in=())
    return Q(requester=actor.id) | Q(pk__in=Ticket.participants.through.objects.filter(user_id=actor.id).values("ticket_id"))


def sees_notes(actor: Actor, ticket: Ticket) -> bool:
    """True where the actor reads the staff view of this ticket, internal notes included."""
    return access.may(actor.role, Verb.READ_NOTES, is_own=False, is_team=is_of_team(actor, ticket))
