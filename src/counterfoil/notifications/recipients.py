"""Who that is on a given ticket: the requester, the assignee, the team, its lead … (SOP 1 §3, §4.4, §4.6)."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from counterfoil.people.models import WORKING, User
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.vocabulary import Recipient, Role
from counterfoil.tickets.models import Ticket

# Whoever did it is told all the same, for these say what happens next. Of anything else nobody is told who did it.
RECEIPTS = frozenset({"acknowledgement", "closed"})


class Telling(NamedTuple):
    """The fact that is told, on its ticket."""

    ticket: Ticket
    fact: Fact
    case: Case


def people(to: Recipient, notice: str, telling: Telling) -> list[User]:
    """The people to tell, each with an address and an account that is in use."""
    told = (user for user in WHO[to](telling) if user.email and user.is_active)
    return [user for user in told if notice in RECEIPTS or user.pk != telling.fact.actor]


def _assignee(telling: Telling) -> Iterable[User]:
    """Whoever held the ticket when it happened: a placing tells the one it names, though another has taken over since."""
    person = _placed(telling, "assignee")
    return User.objects.filter(pk=person) if person else ()


def _team(telling: Telling) -> Iterable[User]:
    return User.objects.filter(teams=_placed(telling, "team"), role__in=WORKING).order_by("id")


def _lead(telling: Telling) -> Iterable[User]:
    """The leads of the team. A team without one has those of the desk, and a desk without any its administrators."""
    leads = User.objects.filter(role=Role.LEAD, is_active=True).order_by("id")
    own = leads.filter(teams=_placed(telling, "team"))
    return own or leads or User.objects.filter(role=Role.ADMINISTRATOR).order_by("id")


def _placed(telling: Telling, what: str) -> int | None:
    placings = (past.details[what] for past in reversed(telling.case.facts) if past.id <= telling.fact.id and what in past.details)
    return next(placings, None)


WHO: dict[Recipient, Callable[[Telling], Iterable[User]]] = {
    Recipient.REQUESTER: lambda telling: (telling.ticket.requester,),
    Recipient.PARTICIPANTS: lambda telling: telling.ticket.participants.order_by("id"),
    Recipient.ASSIGNEE: _assignee,
    Recipient.TEAM: _team,
    Recipient.LEAD: _lead,
    Recipient.SUPERVISOR: lambda _telling: User.objects.filter(role=Role.SUPERVISOR).order_by("id"),
}
