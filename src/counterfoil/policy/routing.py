"""How a ticket finds its team and its person: by category, then by workload (SOP 1 §4.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from counterfoil.policy.book import PolicyBook

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """An agent of a team. `workload` is weighted; `cap` None means the policy's; `assigned_at` is the last assignment, aware."""

    user: int
    name: str
    workload: Fraction
    cap: Fraction | None = None
    is_available: bool = True
    assigned_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TeamLoad:
    """A team with its agents, as the rule sees it."""

    team: int
    name: str
    candidates: tuple[Candidate, ...] = ()
    is_default: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Where a ticket goes, by id, and why in words. `assignee` None leaves it to the team, `team` None to everybody."""

    team: int | None
    assignee: int | None
    reasons: tuple[str, ...]


def choose(*, category: str, team: int | None, teams: Sequence[TeamLoad], book: PolicyBook) -> Choice:
    """The team of the category, else the default team; there the available agent below the cap with the least workload.

    `category` is for the reasons and empty where the ticket has none; `team` is the category's. Equal workloads go to who was
    assigned a ticket longest ago, then by name. The same input always gives the same choice. SOP 1 §4.4.
    """
    found, why_team = _team(category, team, teams)
    if found is None:
        return Choice(None, None, (why_team,))
    if not book.routing.to_person:
        return Choice(found.team, None, (why_team, "The team shares its tickets out itself."))
    person, why_person = _person(found, book)
    return Choice(found.team, person.user if person else None, (why_team, why_person))


def weight(priority: str, book: PolicyBook) -> Fraction:
    """What one unresolved ticket of this priority adds to a workload."""
    return book.routing.weights[priority]


def _team(category: str, team: int | None, teams: Sequence[TeamLoad]) -> tuple[TeamLoad | None, str]:
    for load in teams:
        if team is not None and load.team == team:
            return load, f"{load.name} looks after {category}."
    for load in teams:
        if load.is_default:
            lacks = f"No team looks after {category}" if category else "It has no category yet"
            return load, f"{lacks}, so it goes to {load.name}."
    return None, "No team looks after it, and none is the default."


def _person(load: TeamLoad, book: PolicyBook) -> tuple[Candidate | None, str]:
    available = [candidate for candidate in load.candidates if candidate.is_available]
    below = [candidate for candidate in available if candidate.workload < _cap(candidate, book)]
    if not load.candidates:
        return None, f"{load.name} has no agents."
    if not available:
        return None, f"Nobody of {load.name} is available."
    if not below:
        return None, f"Everybody available of {load.name} has reached their cap."
    least = min(candidate.workload for candidate in below)
    equal = [candidate for candidate in below if candidate.workload == least]
    chosen = min(equal, key=lambda candidate: (candidate.assigned_at or LONG_AGO, candidate.name, candidate.user))
    return chosen, _why(chosen, len(below), len(equal))


def _cap(candidate: Candidate, book: PolicyBook) -> Fraction:
    return book.routing.cap if candidate.cap is None else candidate.cap


def _why(chosen: Candidate, below: int, equal: int) -> str:
    if below == 1:
        return f"{chosen.name} is the only one available below the cap."
    if equal == 1:
        return f"{chosen.name} has the least workload of {below}: {float(chosen.workload):g}."
    return f"{chosen.name} shares the least workload of {below}, {float(chosen.workload):g}, and was assigned a ticket longest ago."
