"""Find a ticket's team and person: the rows that `policy.routing` chooses from (SOP 1 §4.4)."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.db.models import Count, Max

from counterfoil.catalog.queries import team_of
from counterfoil.people.models import WORKING, Team, User
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.routing import Candidate, Choice, TeamLoad, choose
from counterfoil.policy.vocabulary import EventKind
from counterfoil.tickets.events import Happened
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.models.ticket import IS_UNRESOLVED


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
    teams = team_loads([ticket.team_id] if ticket.team_id else [], book, now)
    return choose(category=category_name(ticket), team=ticket.team_id, teams=teams, book=book).assignee


def suggest(ticket: Ticket, book: PolicyBook, now: datetime) -> Choice:
    """Where the policy would put the ticket, and why in words."""
    team = team_of(ticket.category)
    wanted = Team.objects.filter(is_default=True).values_list("id", flat=True).first() if team is None else team
    return choose(category=category_name(ticket), team=team, teams=team_loads([wanted] if wanted else [], book, now), book=book)


def category_name(ticket: Ticket) -> str:
    return ticket.category.name if ticket.category else ""


def team_loads(team_ids: list[int], book: PolicyBook, now: datetime) -> list[TeamLoad]:
    """The teams with their agents and what each agent holds. Administrators take part only where they are members."""
    members = User.objects.filter(teams__in=team_ids, is_active=True, role__in=WORKING)
    rows = members.values_list("id", "name", "cap", "absent_until", "teams").order_by("id")
    people = [row for row in rows if row[4] in team_ids]
    loads, last = held_by({row[0] for row in people}, book)
    return [
        TeamLoad(
            team.id,
            team.name,
            tuple(
                Candidate(
                    user=user,
                    name=name,
                    workload=loads.get(user, Fraction(0)),
                    cap=None if cap is None else Fraction(cap),
                    is_available=absent_until is None or absent_until <= now,
                    assigned_at=last.get(user),
                )
                for user, name, cap, absent_until, of in people
                if of == team.id
            ),
            team.is_default,
        )
        for team in Team.objects.filter(id__in=team_ids)
    ]


def held_by(people: set[int], book: PolicyBook) -> tuple[dict[int, Fraction], dict[int, datetime]]:
    """The weighted unresolved tickets of each person, and when each was last logged one."""
    loads: dict[int, Fraction] = {}
    last: dict[int, datetime] = {}
    held = Ticket.objects.filter(IS_UNRESOLVED, assignee__in=people).values_list("assignee", "priority")
    for person, priority, count, latest in held.annotate(n=Count("id"), latest=Max("logged_at")):
        loads[person] = loads.get(person, Fraction(0)) + count * book.routing.weights.get(priority, Fraction(1))
        last[person] = max(latest, last.get(person, latest))
    return loads, last
