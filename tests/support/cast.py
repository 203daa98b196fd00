"""The cast, known by heart. Each is made when first asked for, so a test has only the people it names."""

from functools import cached_property
from importlib import import_module

import pytest
from django.apps import apps

from counterfoil.handbook.models import PolicyVersion
from counterfoil.people.actions import add_user, ensure_team
from counterfoil.people.actors import Actor, actor_of
from counterfoil.people.identify import requester
from counterfoil.people.models import Team, User
from counterfoil.policy.vocabulary import Channel, Role
from tests.support.time import JOINED

FIRST_ROWS = [
    ("counterfoil.catalog.migrations.0002_first_categories", "begin"),
    ("counterfoil.handbook.migrations.0002_first_version", "shelve_the_sops"),
]


class Cast:
    """Requesters, agents of two teams, and those who lead, oversee, audit and configure."""

    @cached_property
    def desk(self) -> Team:
        return Team.objects.get(slug="service-desk")

    @cached_property
    def network(self) -> Team:
        return ensure_team("Network", slug="network")

    @cached_property
    def rita(self) -> User:
        """A requester; most tickets are hers."""
        return person("Rita Ray", Role.REQUESTER)

    @cached_property
    def omar(self) -> User:
        """Another requester, who sees nothing of Rita's."""
        return person("Omar Odd", Role.REQUESTER)

    @cached_property
    def cleo(self) -> User:
        """A participant where a test makes her one."""
        return person("Cleo Court", Role.REQUESTER)

    @cached_property
    def amir(self) -> User:
        return person("Amir Aziz", Role.AGENT, self.desk)

    @cached_property
    def tom(self) -> User:
        """Amir's colleague at the Service Desk."""
        return person("Tom Tarn", Role.AGENT, self.desk)

    @cached_property
    def nadia(self) -> User:
        """An agent of the other team."""
        return person("Nadia Nord", Role.AGENT, self.network)

    @cached_property
    def lena(self) -> User:
        return person("Lena Lund", Role.LEAD, self.desk)

    @cached_property
    def sven(self) -> User:
        return person("Sven Sommer", Role.SUPERVISOR)

    @cached_property
    def uma(self) -> User:
        """Reads and never writes."""
        return person("Uma Ultz", Role.AUDITOR)

    @cached_property
    def ada(self) -> User:
        return person("Ada Aalto", Role.ADMINISTRATOR)

    @cached_property
    def mallory(self) -> User:
        """A stranger: found by an address that nobody verified."""
        return requester(name="Rita Ray", email="mallory@elsewhere.example", now=JOINED)


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, on a database with its first rows."""
    put_first_rows_back()
    return Cast()


def person(name: str, role: Role, *teams: Team) -> User:
    return add_user(email=f"{name.split()[0].lower()}@fernhill.example", name=name, role=role, teams=list(teams), now=JOINED)


def at_desk(user: User) -> Actor:
    """A member of staff at the ticket page."""
    return actor_of(user, Channel.DESK)


def at_portal(user: User) -> Actor:
    """A requester at the portal."""
    return actor_of(user, Channel.PORTAL)


def put_first_rows_back(**_: object) -> None:
    """What the migrations wrote, again: a transactional test has emptied every table. Takes what a signal sends."""
    if not PolicyVersion.objects.exists():
        for module, write in FIRST_ROWS:
            getattr(import_module(module), write)(apps, None)
