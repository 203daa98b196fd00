"""The desk that the clauses are tried on: its cast, and Rita's report."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.queries import category
from counterfoil.people.actions import add_user, ensure_team
from counterfoil.people.actors import Actor, actor_of
from counterfoil.people.models import Team, User
from counterfoil.policy.book import Answers
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.notices import Notice, for_event
from counterfoil.policy.vocabulary import Channel, EventKind, Role
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.actions.progress import start_work
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.queries.ticket import book_governing

TUESDAY_TEN = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)  # ten o'clock in Berlin


@dataclass(frozen=True)
class Desk:
    """Everybody by name. `at` counts minutes from Tuesday, ten o'clock."""

    people: dict[str, User]
    teams: dict[str, Team]

    def at(self, minutes: float) -> datetime:
        return TUESDAY_TEN + timedelta(minutes=minutes)

    def by(self, name: str, channel: Channel = Channel.DESK) -> Actor:
        return actor_of(self.people[name], channel)

    def requester(self) -> Actor:
        return self.by("rita", Channel.PORTAL)

    def report(self, **changes: Any) -> Ticket:
        """Rita's report by the portal, changed as wanted."""
        report: dict[str, Any] = {
            "actor": self.requester(),
            "requester": self.people["rita"],
            "subject": "VPN drops every ten minutes",
            "description": "Since this morning, from home.",
            "channel": Channel.PORTAL,
            "category": category("hardware"),
            "answers": Answers("person", "degraded", workaround=False),
            "reported_at": self.at(0),
            "now": self.at(0),
        }
        return log_ticket(**{**report, **changes})

    def resolved(self) -> Ticket:
        """Rita's report, solved by Amir within twenty minutes."""
        ticket = start_work(ticket=self.report(), actor=self.by("amir"), now=self.at(10))
        return resolve(ticket=ticket, actor=self.by("amir"), solution="Key lifetime set back.", now=self.at(20))

    def notices(self, ticket: Ticket, kind: EventKind) -> tuple[Notice, ...]:
        """What the last event of that kind tells people."""
        case = case_of(ticket)
        return for_event(last(case, kind), case, book_governing(ticket))


def last(case: Case, kind: EventKind) -> Fact:
    return next(fact for fact in reversed(case.facts) if fact.kind is kind)


@pytest.fixture
def desk(db: None) -> Desk:
    now = TUESDAY_TEN - timedelta(days=30)
    teams = {"desk": Team.objects.get(is_default=True), "network": ensure_team("Network", slug="network")}
    ensure_category("network/vpn", name="VPN", team=teams["network"])
    staff = {
        "amir": (Role.AGENT, "desk"),
        "tom": (Role.AGENT, "desk"),
        "nadia": (Role.AGENT, "network"),
        "lena": (Role.LEAD, "desk"),
        "sven": (Role.SUPERVISOR, None),
        "uma": (Role.AUDITOR, None),
        "ada": (Role.ADMINISTRATOR, None),
        "rita": (Role.REQUESTER, None),
        "omar": (Role.REQUESTER, None),
    }
    people = {
        name: add_user(email=f"{name}@fernhill.example", name=name.title(), role=role, teams=[teams[team]] if team else [], now=now)
        for name, (role, team) in staff.items()
    }
    return Desk(people, teams)
