"""The one place where events are written, and with them the clocks and the jobs."""

from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from counterfoil.handbook.actions import shelve
from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import SYSTEM, importer
from counterfoil.policy import clocks
from counterfoil.policy.notices import NOTICES
from counterfoil.policy.vocabulary import EventKind, Metric
from counterfoil.tickets.actions.converse import add_note, receive_reply, reply
from counterfoil.tickets.actions.keep_time import sweep
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.cases import case_of, fact_of
from counterfoil.tickets.clocks import row_of
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.models import Event
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.checks import columns_of
from tests.support.policies import without_low_response
from tests.support.time import at
from tests.tickets.record import again, clock, jobs, last_event


@pytest.mark.parametrize("kind", EventKind)
def test_a_bell_rings_for_each_event_that_somebody_is_told_of_and_for_no_other(cast: Cast, kind: EventKind) -> None:
    ticket = make.ticket(cast)
    before = len(jobs())
    happened = Happened(kind, details={"metric": "response", "run": 1, "rung": "x", "side": "into", "notice": "reply"})
    with transaction.atomic():
        record(ticket, happened, actor=SYSTEM, now=at(10))
    event = last_event(ticket)
    is_told = bool(NOTICES[kind])
    assert (len(jobs()) - before, event.fanned_out_at is None) == (int(is_told), is_told)


def test_history_that_is_imported_rings_no_bell(cast: Cast) -> None:
    ticket = make.ticket(cast)
    before = jobs()
    receive_reply(ticket=ticket, actor=importer(cast.rita), text="x", now=at(10))
    assert (jobs(), last_event(ticket).fanned_out_at) == (before, at(10))


def test_a_job_carries_ids_and_nothing_of_what_people_wrote(cast: Cast) -> None:
    add_note(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="canary-7f3a", now=at(10))
    with connection.cursor() as cursor:
        cursor.execute("SELECT args::text FROM procrastinate_jobs")
        assert {set(args) <= set('{"event": 0123456789}') for (args,) in cursor.fetchall()} == {True}


def test_details_hold_nothing_that_people_wrote(cast: Cast) -> None:
    canary = "canary-7f3a"
    ticket = make.ticket(cast, subject=canary, description=canary)
    add_note(ticket=ticket, actor=at_desk(cast.amir), text=canary, now=at(10))
    receive_reply(ticket=ticket, actor=at_portal(cast.rita), text=canary, now=at(20))
    assert not [event for event in Event.objects.values() if canary in repr(event)]


def test_the_stored_clocks_are_what_the_policy_reads_from_the_events(cast: Cast) -> None:
    ticket = reply(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="x", now=at(10))
    ticket = receive_reply(ticket=ticket, actor=at_portal(cast.rita), text="x", now=at(20))
    readings = clocks.readings(case_of(ticket), book_of(ticket.policy_version_id).book)
    assert set(readings) == set(Metric)
    for metric, reading in readings.items():
        assert columns_of(clock(ticket, metric)) == columns_of(row_of(ticket, reading))


def test_a_fact_is_its_event(cast: Cast) -> None:
    ticket = make.ticket(cast)
    assert case_of(ticket).facts == tuple(fact_of(event) for event in ticket.events.order_by("id"))


def test_a_used_key_stops_a_second_writer_even_without_the_lock(cast: Cast) -> None:
    once, ticket = UUID(int=1), make.ticket(cast)
    add_note(ticket=ticket, actor=at_desk(cast.amir), text="x", once=once, now=at(10))
    with pytest.raises(IntegrityError, match="event_once"), transaction.atomic():
        record(again(ticket), Happened(EventKind.NOTE_ADDED), actor=SYSTEM, once=once, now=at(11))


def test_a_clock_ends_with_the_promise_that_a_new_priority_does_not_make(cast: Cast) -> None:
    ticket = make.ticket(cast, policy=shelve(text=without_low_response(), source="thinner.toml", now=at(0)).id)
    assert ticket.clocks.filter(metric=Metric.RESPONSE).exists()
    ticket = triage(ticket=ticket, actor=at_desk(cast.lena), priority="low", reason="No hurry.", now=at(5))
    assert set(ticket.clocks.values_list("metric", flat=True)) == {Metric.ACKNOWLEDGEMENT, Metric.RESOLUTION}
    assert again(ticket).due_metric == Metric.RESOLUTION
    sweep(now=at(6))
    assert sweep(now=at(60 * 24)) == 0
