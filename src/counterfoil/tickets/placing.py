"""Find a ticket's team and person: the rows that `policy.routing` chooses from (SOP 1 §4.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import groupby

from django.db.models import Count, FilteredRelation, Max, Q

from counterfoil.catalog.queries import team_of
from counterfoil.people.models import WORKING, Team
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.routing import Candidate, Choice, TeamLoad, choose
from counterfoil.policy.vocabulary import EventKind
from counterfoil.tickets.events import Happened
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.models.ticket import UNRESOLVED


@dataclass(frozen=True, slots=True)
class Place:
    """Where a ticket goes. Without a person it is the team's."""

    team_id: int | None
    assignee_id: int | None = None

    def happened(self) -> list[Happened]:
        """The event of the placing, made by the rule and not by whoever reported."""
        if self.team_id is None:
            return []
        details = {"team": self.team_id, "assignee": self.assignee_id}
        return [Happened(EventKind.TICKET_ASSIGNED, details=details, by_rule=True)]


def place(ticket: Ticket, book: PolicyBook, now: datetime) -> Place:
    """The team of the ticket's category, else the default one; a person once the category is known.

    A ticket that nobody has categorized waits in its team's queue: who is right for it is not known yet.
    """
    choice = suggest(ticket, book, now)
    if choice.team is None:
        return Place(None)
    return Place(choice.team, choice.assignee if ticket.category_id else None)


def person_in_team(ticket: Ticket, book: PolicyBook, now: datetime) -> int | None:
    """The agent of the ticket's own team whom the policy would choose."""
    teams = team_loads(ticket.team_id, book, now)
    return choose(category=category_name(ticket), team=ticket.team_id, teams=teams, book=book).assignee


def suggest(ticket: Ticket, book: PolicyBook, now: datetime) -> Choice:
    """Where the policy would put the ticket, and why in words."""
    team = team_of(ticket.category)
    return choose(category=category_name(ticket), team=team, teams=team_loads(team, book, now), book=book)


def category_name(ticket: Ticket) -> str:
    return ticket.category.name if ticket.category else ""


def team_loads(team: int | None, book: PolicyBook, now: datetime) -> list[TeamLoad]:
    """The team, or with None the default one, with its agents and the weighted unresolved tickets that each holds.

    Administrators take part only in the teams they are members of.
    """
    wanted = Q(is_default=True) if team is None else Q(id=team)
    return [TeamLoad(found.id, found.name, tuple(candidates(found, book, now)), found.is_default) for found in Team.objects.filter(wanted)]


def candidates(team: Team, book: PolicyBook, now: datetime) -> Iterator[Candidate]:
    """One query: a row for each agent and priority that the agent holds."""
    rows = (
        team.members.filter(is_active=True, role__in=WORKING)
        .annotate(holds=FilteredRelation("assigned_tickets", condition=Q(assigned_tickets__status__in=UNRESOLVED)))
        .values_list("id", "name", "cap", "absent_until", "holds__priority")
        .annotate(n=Count("holds"), latest=Max("holds__logged_at"))
        .order_by("id")
    )
    for (user, name, cap, absent_until), held in groupby(rows, key=lambda row: row[:4]):
        by_priority = [(priority, count, latest) for *_, priority, count, latest in held if priority]
        yield Candidate(
            user=user,
            name=name,
            workload=sum((count * book.routing.weights.get(priority, Fraction(1)) for priority, count, _ in by_priority), Fraction(0)),
            cap=None if cap is None else Fraction(cap),
            is_available=absent_until is None or absent_until <= now,
            assigned_at=max((latest for *_, latest in by_priority), default=None),
        )
