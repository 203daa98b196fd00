"""Any verbs in any order by anybody: what the record holds is what its events say, after every step."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test

from counterfoil.catalog.queries import category
from counterfoil.handbook.actions import shelve
from counterfoil.people.actors import Actor, link_holder
from counterfoil.policy.access import Denied
from counterfoil.policy.book import Answers
from counterfoil.policy.closure import Incomplete
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Channel, Kind, Verb
from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.actions.assign import assign, transfer
from counterfoil.tickets.actions.keep_time import silence, sweep
from counterfoil.tickets.actions.relate import link, merge
from counterfoil.tickets.actions.told import confirm_delivery
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import LinkKind, Ticket
from counterfoil.tickets.placing import Place
from counterfoil.upkeep import invariants
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.checks import check
from tests.support.examples import examples
from tests.support.policies import without_low_response
from tests.support.time import TUESDAY
from tests.tickets.deeds import BY_VERB, Deed

REFUSALS = (Refused, Denied, NotVisible, Invalid, Incomplete, AlreadyDone, Stale)
DESK = ("amir", "tom", "lena", "ada", "nadia", "uma")
LEVELS = [
    Answers(impact, urgency, workaround)
    for impact in ("organization", "person", None)
    for urgency in ("stopped", "inconvenience", None)
    for workaround in (False, None)
]
MINUTES = st.sampled_from([-30, 0, 1, 5, 29, 30, 61, 240, 480, 24 * 60, 3 * 24 * 60, 8 * 24 * 60])
WHICH = st.integers(0, 2)
ONE_TICKET = sorted(set(BY_VERB) - {Verb.LINK, Verb.MERGE, Verb.TRIAGE, Verb.ASSIGN, Verb.TRANSFER})


class Desk(RuleBasedStateMachine):
    """Up to three tickets and whoever comes by. What a verb refuses must have changed nothing: the check holds all the same."""

    cast: Cast

    @initialize(is_thin=st.booleans())
    def open(self, is_thin: bool) -> None:
        self.undo = transaction.atomic()
        self.undo.__enter__()
        self.now, self.made, self.keys, self.last = TUESDAY, list[int](), 0, dict[str, int]()
        self.policy = shelve(text=without_low_response(), source="thinner.toml", now=TUESDAY).id if is_thin else None
        self.report(make.MEDIUM, Kind.INCIDENT, "hardware", to_amir=True)

    def teardown(self) -> None:
        self.last = {}
        try:
            self.look()
            for ticket in Ticket.objects.all():
                check(ticket)
        finally:
            transaction.set_rollback(True)
            self.undo.__exit__(None, None, None)

    @precondition(lambda self: len(self.made) < 3)
    @rule(
        answers=st.sampled_from(LEVELS),
        kind=st.sampled_from(Kind),
        path=st.sampled_from(["hardware", "network", None]),
        to_amir=st.booleans(),
    )
    def report(self, answers: Answers, kind: Kind, path: str | None, to_amir: bool) -> None:
        place = {"placed": Place(self.cast.desk.id, self.cast.amir.id)} if to_amir else {}
        chosen = category(path) if path else None
        now = {"reported_at": self.now - timedelta(minutes=7), "now": self.now}
        made = make.report(self.cast, answers=answers, kind=kind, category=chosen, policy=self.policy, **now, **place)
        made.participants.add(self.cast.cleo)
        self.made.append(made.pk)
        self.look()

    @rule(minutes=MINUTES, which=WHICH, choice=st.integers(0, 99))
    def work(self, minutes: int, which: int, choice: int) -> None:
        """What may be done next, by who may do it."""
        self.now += timedelta(minutes=minutes)
        ticket = self.ticket(which)
        deeds = [BY_VERB[verb] for verb in ONE_TICKET if ticket.status in BY_VERB[verb].leads]
        self.do(deeds[choice % len(deeds)], "", ticket)

    @rule(verb=st.sampled_from(ONE_TICKET), which=WHICH, by=st.sampled_from((*DESK, "rita", "cleo", "omar")), is_stale=st.booleans())
    def trespass(self, verb: Verb, which: int, by: str, is_stale: bool) -> None:
        """Anything by anybody: mostly refused."""
        self.do(BY_VERB[verb], by, self.ticket(which), is_stale=is_stale)

    def do(self, deed: Deed, by: str, ticket: Ticket, is_stale: bool = False) -> None:
        seen = {"seen": ticket.acted_event_id - is_stale} if deed.has_seen else {}
        self.keys += not is_stale
        self.attempt(deed, self.cast, ticket, actor=self.actor(by or deed.by, ticket), now=self.now, once=UUID(int=self.keys), **seen)

    @rule(which=WHICH, by=st.sampled_from(DESK), answers=st.sampled_from(LEVELS), priority=st.sampled_from([None, "low", "critical"]))
    def triage(self, which: int, by: str, answers: Answers, priority: str | None) -> None:
        ticket = self.ticket(which)
        chosen = {"category": category("network"), "answers": answers, "priority": priority, "reason": "The board meets."}
        self.attempt(triage, ticket=ticket, actor=self.actor(by, ticket), now=self.now, **chosen)

    @rule(which=WHICH, other=WHICH, to=st.sampled_from(["tom", "lena", "nadia", None, "network", "desk", "link", "merge"]))
    def arrange(self, which: int, other: int, to: str | None) -> None:
        values: dict[str, Any] = {"ticket": self.ticket(which), "actor": at_desk(self.cast.ada), "now": self.now}
        match to:
            case "network" | "desk":
                self.attempt(transfer, team=getattr(self.cast, to), reason="Theirs.", **values)
            case "merge":
                self.attempt(merge, into=self.ticket(other), **values)
            case "link":
                self.attempt(link, to=self.ticket(other), kind=LinkKind.RELATED, **values)
            case _:
                self.attempt(assign, assignee=getattr(self.cast, to) if to else None, **values)

    @rule(minutes=MINUTES, which=WHICH, is_accepted=st.booleans())
    def keep_time(self, minutes: int, which: int, is_accepted: bool) -> None:
        self.now += timedelta(minutes=minutes)
        if is_accepted:
            self.attempt(confirm_delivery, ticket=self.ticket(which), notice="acknowledgement", delivery_id=1, now=self.now)
        sweep(now=self.now)
        assert sweep(now=self.now) == 0, "something is noted again and again"
        silence(now=self.now)
        self.look()

    def attempt(self, verb: Any, *values: Any, **named: Any) -> None:
        with suppress(*REFUSALS):
            verb(*values, **named)
        self.look()

    def look(self) -> None:
        """Check every ticket that has a new event, follow-ups too."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT reference, max(event.id) FROM event JOIN ticket ON ticket.id = ticket_id GROUP BY reference")
            last: dict[str, int] = dict(cursor.fetchall())
        changed = [reference for reference in last if self.last.get(reference) != last[reference]]
        if changed:
            assert list(invariants.tickets(*changed)) == []
        self.last = last

    def ticket(self, which: int) -> Ticket:
        return Ticket.objects.get(pk=self.made[which % len(self.made)])

    def actor(self, name: str, ticket: Ticket) -> Actor:
        user = getattr(self.cast, name)
        if name == "cleo":
            return link_holder(user, ticket.pk)
        return at_desk(user) if name in DESK else Actor(user, at_portal(user).role, Channel.EMAIL)


@pytest.mark.hypothesis
def test_after_any_verbs_the_record_is_what_its_events_say(cast: Cast) -> None:
    for name in (*DESK, "rita", "cleo", "omar"):
        getattr(cast, name)
    run_state_machine_as_test(
        type("Desk", (Desk,), {"cast": cast}),
        settings=settings(
            max_examples=examples(200, trials=2_000), stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
