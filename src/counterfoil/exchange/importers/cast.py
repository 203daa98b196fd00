"""The people, teams and categories a source names: found or made once, then remembered."""

from datetime import datetime

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.models import Category
from counterfoil.exchange.history import Person, handle
from counterfoil.people import identify
from counterfoil.people.actions import add_user, ensure_team
from counterfoil.people.models import Team, User
from counterfoil.policy.vocabulary import Role


class Cast:
    """Who and what an import meets.

    An agent of a source is made inactive and without a team: a name in a log must neither be routed to nor let in.
    `now` is when the import runs: a category that it makes is retired at once, so that no form offers it.
    """

    def __init__(self, *, now: datetime) -> None:
        self.now = now
        self.forget()

    def forget(self) -> None:
        """After a rollback: what was made in the transaction is gone."""
        self._requesters: dict[tuple[str, str], User] = {}
        self._agents: dict[str, User] = {}
        self._teams: dict[str, Team] = {}
        self._categories: dict[str, Category] = {}

    def requester(self, person: Person, *, now: datetime) -> User:
        """Who reported: known by address, else by phone."""
        key = (person.email.lower(), person.phone)
        if key not in self._requesters:
            self._requesters[key] = identify.requester(name=person.name, email=person.email, phone=person.phone, now=now)
        return self._requesters[key]

    def agent(self, person: Person, *, now: datetime) -> User:
        """Who has this address, else an agent who exists only in the record."""
        if person.email not in self._agents:
            known = User.objects.filter(email=person.email.lower()).first()
            self._agents[person.email] = known or add_user(email=person.email, name=person.name, role=Role.AGENT, is_active=False, now=now)
        return self._agents[person.email]

    def team(self, name: str) -> Team:
        if name not in self._teams:
            self._teams[name] = Team.objects.filter(name__iexact=name).first() or ensure_team(name, slug=handle(name))
        return self._teams[name]

    def category(self, path: str) -> Category:
        """The category of that path; words that give no path of ours get one of their own."""
        if path not in self._categories:
            is_path = any(char.isascii() and char.isalnum() for char in path)
            self._categories[path] = ensure_category(path if is_path else handle(path), name="" if is_path else path, retired_at=self.now)
        return self._categories[path]
