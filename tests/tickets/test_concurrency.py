"""Many at once, on real connections: nothing lost, nothing done twice, nobody waits for ever (security F9, I1)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from counterfoil.people.models import User
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Role, Status
from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.actions.assign import take
from counterfoil.tickets.actions.close import confirm_resolution
from counterfoil.tickets.actions.converse import add_note, receive_reply, reply
from counterfoil.tickets.actions.keep_time import silence, sweep
from counterfoil.tickets.actions.relate import merge
from counterfoil.tickets.models import Event, Message, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal, person
from tests.support.time import at
from tests.tickets.record import again, events, jobs, last_event

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do all of them in the same instant, each on a connection of its own. What one raised stands in the place of its result."""
    barrier = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            return deed()
        except Exception as error:  # noqa: BLE001
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def of_type(results: list[Any], kind: type) -> list[Any]:
    return [result for result in results if isinstance(result, kind)]


def agents(cast: Cast, count: int) -> list[User]:
    return [person(f"agent{number} Example", Role.AGENT, cast.desk) for number in range(count)]


def test_of_twenty_who_take_it_at_once_one_does(cast: Cast) -> None:
    ticket = make.unassigned(cast)
    seen = last_event(ticket).id
    people = agents(cast, 20)
    results = at_once([partial(take, ticket=ticket, actor=at_desk(who), seen=seen, now=at(5)) for who in people])
    (taken,) = of_type(results, Ticket)
    assert len(of_type(results, Stale)) == 19
    assert again(ticket).assignee == taken.assignee
    assert events(ticket).count(EventKind.TICKET_ASSIGNED) == 2


def test_of_twenty_who_take_it_unseen_one_does(cast: Cast) -> None:
    ticket = make.unassigned(cast)
    people = agents(cast, 20)
    results = at_once([partial(take, ticket=ticket, actor=at_desk(who), now=at(5)) for who in people])
    assert (len(of_type(results, Ticket)), len(of_type(results, Refused))) == (1, 19)


def test_of_two_who_save_the_same_screen_the_second_is_told_and_loses_nothing(cast: Cast) -> None:
    ticket = make.ticket(cast)
    seen = last_event(ticket).id
    results = at_once(
        [
            lambda: reply(ticket=ticket, actor=at_desk(cast.amir), text="From Amir.", seen=seen, now=at(5)),
            lambda: reply(ticket=ticket, actor=at_desk(cast.tom), text="From Tom.", seen=seen, now=at(5)),
        ]
    )
    assert (len(of_type(results, Ticket)), len(of_type(results, Stale))) == (1, 1)
    assert Message.objects.filter(ticket=ticket, kind="reply").count() == 1


def test_of_fifty_notes_at_once_none_is_lost(cast: Cast) -> None:
    ticket, actor = make.ticket(cast), at_desk(cast.amir)
    results = at_once([partial(add_note, ticket=ticket, actor=actor, text=f"note {n}", now=at(5)) for n in range(50)])
    assert len(of_type(results, Ticket)) == 50
    assert set(ticket.messages.filter(kind="note").values_list("body", flat=True)) == {f"note {n}" for n in range(50)}
    assert again(ticket).last_event_id == last_event(ticket).id


def test_a_form_sent_twice_at_once_logs_one_ticket(cast: Cast) -> None:
    cast.rita, cast.amir  # noqa: B018
    results = at_once([lambda: make.report(cast, once=ONCE)] * 5)
    assert len({ticket.pk for ticket in of_type(results, Ticket)}) == 1
    assert len(of_type(results, Ticket)) == 5
    assert (Ticket.objects.count(), Event.objects.filter(once=ONCE).count()) == (1, 1)


@pytest.mark.parametrize("status", [Status.IN_PROGRESS, Status.CLOSED])
def test_an_answer_sent_twice_at_once_is_taken_once(cast: Cast, status: Status) -> None:
    ticket, rita = make.ticket(cast, status), at_portal(cast.rita)
    before = (Message.objects.count(), len(jobs()))
    results = at_once([lambda: receive_reply(ticket=ticket, actor=rita, text="Once.", once=ONCE, now=at(60))] * 5)
    assert (len(of_type(results, Ticket)), len(of_type(results, AlreadyDone))) == (1, 4)
    assert (Message.objects.count() - before[0], Event.objects.filter(once=ONCE).count()) == (1, 1)


def test_two_merges_crosswise_end_and_one_goes_on(cast: Cast) -> None:
    one, other, amir = make.ticket(cast), make.ticket(cast), at_desk(cast.amir)
    results = at_once(
        [
            lambda: merge(ticket=one, into=other, actor=amir, now=at(5)),
            lambda: merge(ticket=other, into=one, actor=amir, now=at(5)),
        ]
        * 4
    )
    assert (len(of_type(results, Ticket)), len(of_type(results, Refused))) == (1, 7)
    assert sorted([again(one).status, again(other).status]) == [Status.CLOSED, Status.NEW]


def test_two_workers_note_each_breach_and_each_rung_once(cast: Cast) -> None:
    made = [make.ticket(cast, answers=make.CRITICAL) for _ in range(4)]
    at_once([lambda: sweep(now=at(240))] * 2)
    for ticket in made:
        noted = [(event.kind, *sorted(event.details.items())) for event in ticket.events.filter(role=Role.SYSTEM)]
        assert len(noted) == len({repr(row) for row in noted})
        assert events(ticket).count(EventKind.CLOCK_BREACHED) == 3
        assert again(ticket).status == Status.ESCALATED


def test_a_confirmation_and_silence_at_once_close_it_once(cast: Cast) -> None:
    ticket, rita = make.ticket(cast, Status.RESOLVED), at_portal(cast.rita)
    for days in (2, 4):
        silence(now=at(20 + days * 24 * 60))
    week = at(20 + 7 * 24 * 60)
    at_once([lambda: silence(now=week), lambda: confirm_resolution(ticket=ticket, actor=rita, now=week), lambda: silence(now=week)])
    assert events(ticket)[-1] in (EventKind.TICKET_CLOSED, EventKind.RESOLUTION_CONFIRMED)
    assert [event.status for event in ticket.events.all()].count(Status.CLOSED) == 1
    assert (again(ticket).closed_how == "confirmed") is (again(ticket).confirmed_at is not None)


def test_references_never_repeat_at_once(cast: Cast) -> None:
    cast.rita, cast.amir  # noqa: B018
    results = at_once([lambda: make.report(cast) for _ in range(20)])
    assert len({ticket.reference for ticket in of_type(results, Ticket)}) == 20
