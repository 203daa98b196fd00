"""Found the company that the cast works for: teams, categories, accounts."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from counterfoil.catalog.actions import ensure_category
from counterfoil.demo import cast
from counterfoil.people.actions import add_user, ensure_organization, ensure_team
from counterfoil.people.identify import requester
from counterfoil.people.setup import is_open
from counterfoil.policy.vocabulary import Role

if TYPE_CHECKING:
    from counterfoil.people.models import Team, User

HIRED = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody by first name as the scripts call them, and the teams by slug."""

    people: "dict[str, User]"
    teams: "dict[str, Team]"


def is_welcome() -> bool:
    """True in an installation that nobody uses yet: the demo never moves in with somebody's real work, nor in twice."""
    return is_open()


def found(*, now: datetime) -> Company:
    """Hire everybody, long before `now`."""
    joined = now - HIRED
    teams = {slug: ensure_team(name, slug=slug) for slug, name in cast.TEAMS.items()}
    for place, (path, (name, asks, team)) in enumerate(cast.CATEGORIES.items(), start=100):
        ensure_category(path, name=name, asks=asks, team=teams[team], place=place)
    staff = {key: hired(key, teams, joined) for key in cast.STAFF}
    return Company(staff | {key: someone(key, joined) for key in (*cast.REQUESTERS, *cast.BY_PHONE_ONLY)}, teams)


def hired(key: str, teams: "dict[str, Team]", joined: datetime) -> "User":
    one = cast.STAFF[key]
    of = [teams[slug] for slug in one.teams]
    return add_user(email=cast.address(key), name=one.name, role=one.role, teams=of, password=cast.PASSWORD, now=joined)


def someone(key: str, joined: datetime) -> "User":
    if key in cast.BY_PHONE_ONLY:
        name, phone = cast.BY_PHONE_ONLY[key]
        return requester(name=name, phone=phone, now=joined)
    name, department, extension = cast.REQUESTERS[key]
    requester(name=name, email=cast.address(key), phone=f"+49 30 5550 {extension}", now=joined)
    password = cast.PASSWORD if key in cast.SHOWN else None
    return add_user(
        email=cast.address(key), name=name, role=Role.REQUESTER, organization=ensure_organization(department), password=password, now=joined
    )
