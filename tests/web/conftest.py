"""The cast at their pages, and a ticket of Rita's brought to a status by the verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from counterfoil.catalog.queries import category
from counterfoil.people.actions import add_user, ensure_team
from counterfoil.people.actors import actor_of
from counterfoil.people.models import User
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Channel, Role, Status
from counterfoil.tickets.actions import assign, close, converse, progress, resolve
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.models import Ticket

# A Tuesday at the desk, 10:00 in Berlin.
NOW = datetime.fromisoformat("2026-11-24T09:00:00+00:00")
NOTE = "canary-note-7f3a"


@dataclass(frozen=True)
class Cast:
    """Rita and Omar report; Amir and Nadia work in different teams; Lena leads, Sven supervises, Uma audits, Ada configures."""

    rita: User
    omar: User
    amir: User
    nadia: User
    lena: User
    sven: User
    uma: User
    ada: User


@pytest.fixture
def cast(db: None) -> Cast:
    desk, network = ensure_team("Service Desk", slug="service-desk"), ensure_team("Network", slug="network")
    joined = NOW - timedelta(days=400)

    def person(name: str, role: Role, *teams: Any) -> User:
        return add_user(email=f"{name.lower()}@fernhill.example", name=f"{name} Example", role=role, teams=list(teams), now=joined)

    return Cast(
        rita=person("Rita", Role.REQUESTER),
        omar=person("Omar", Role.REQUESTER),
        amir=person("Amir", Role.AGENT, desk),
        nadia=person("Nadia", Role.AGENT, network),
        lena=person("Lena", Role.LEAD, desk),
        sven=person("Sven", Role.SUPERVISOR),
        uma=person("Uma", Role.AUDITOR),
        ada=person("Ada", Role.ADMINISTRATOR),
    )


@pytest.fixture
def clock() -> Any:
    """The pages read this time, a while after the tickets were made."""
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        yield


@pytest.fixture
def browse(clock: None) -> Callable[[User | None], Client]:
    """A browser in which somebody is signed in, or nobody."""

    def opened(person: User | None) -> Client:
        client = Client()
        if person:
            client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return opened


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    """Rita's new ticket, assigned to Amir."""
    return make(cast)


def make(cast: Cast, status: Status = Status.NEW, *, requester: User | None = None, subject: str = "VPN drops every ten minutes") -> Ticket:
    """A ticket in that status, with a note that no requester may ever read."""
    rita, amir, at = requester or cast.rita, actor_of(cast.amir, Channel.DESK), NOW
    made = log_ticket(
        actor=actor_of(rita, Channel.PORTAL),
        requester=rita,
        subject=subject,
        description="It reconnects after a minute, but every call is lost.",
        channel=Channel.PORTAL,
        category=category("software"),
        answers=Answers("person", "stopped", False),
        reported_at=at,
        now=at,
    )
    made = assign.assign(ticket=made, actor=amir, assignee=cast.amir, now=at) if made.assignee_id != cast.amir.id else made
    made = converse.add_note(ticket=made, actor=amir, text=f"{NOTE} the gateway is to blame", now=at + timedelta(minutes=1))
    if status is not Status.NEW:
        made = progress.start_work(ticket=made, actor=amir, now=at + timedelta(minutes=5))
    later = at + timedelta(minutes=10)
    if status is Status.AWAITING_USER_INPUT:
        made = progress.await_requester(ticket=made, actor=amir, question="Which version?", now=later)
    if status is Status.ESCALATED:
        made = escalate(ticket=made, actor=amir, reason="needs the vendor", now=later)
    if status in (Status.RESOLVED, Status.CLOSED):
        made = resolve.resolve(ticket=made, actor=amir, solution="The gateway renews its keys again.", now=later)
    if status is Status.CLOSED:
        made = close.confirm_resolution(ticket=made, actor=actor_of(rita, Channel.PORTAL), now=later + timedelta(minutes=5))
    return made
