"""What every verb refuses alike: the wrong status, the wrong person, the stale screen, the second click."""

from itertools import product
from typing import Any
from uuid import UUID

import pytest

from counterfoil.people.actors import Actor, link_holder
from counterfoil.policy import lifecycle
from counterfoil.policy.access import Denied
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Channel, EventKind, Role, Status, Verb
from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.actions.keep_time import sweep
from counterfoil.tickets.models import Clock, Event, Message, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.deeds import BY_VERB, DEEDS, Deed

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
OF_REQUESTERS = {Verb.RECEIVE_REPLY, Verb.CONFIRM, Verb.REOPEN, Verb.RATE}
OF_PARTICIPANTS = {Verb.RECEIVE_REPLY}
named = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.verb)


def record_of(ticket: Ticket) -> list[Any]:
    """All that the database holds of a ticket."""
    rows = [table.objects.filter(ticket=ticket).order_by("id").values() for table in (Event, Message, Clock)]
    return [Ticket.objects.filter(pk=ticket.pk).values().get(), *map(list, rows)]


def assert_refused(cast: Cast, deed: Deed, ticket: Ticket, error: type[Exception], **values: Any) -> str:
    """The deed raises, and the ticket is what it was."""
    before = record_of(ticket)
    with pytest.raises(error) as caught:
        deed(cast, ticket, **values)
    assert record_of(ticket) == before
    return str(caught.value)


def test_the_table_of_deeds_is_complete() -> None:
    assert set(BY_VERB) == set(lifecycle.LEADS_TO)


@pytest.mark.parametrize(("deed", "status"), [(deed, status) for deed, status in product(DEEDS, Status) if status in deed.leads], ids=str)
def test_a_verb_leads_to_its_status(cast: Cast, deed: Deed, status: Status) -> None:
    ticket = make.ticket(cast, status)
    last = ticket.events.latest("id").id
    deed(cast, ticket)
    event = ticket.events.filter(id__gt=last).earliest("id")
    ticket.refresh_from_db()
    assert ticket.status == deed.leads[status]
    assert (event.at, event.actor, event.policy_version_id) == (at(40), getattr(cast, deed.by), ticket.policy_version_id)
    assert (event.role, event.channel) == (getattr(cast, deed.by).role, Channel.PORTAL if deed.by == "rita" else Channel.DESK)


@pytest.mark.parametrize(
    ("deed", "status"), [(deed, status) for deed, status in product(DEEDS, Status) if status not in deed.leads], ids=str
)
def test_a_verb_is_refused_in_words_in_any_other_status(cast: Cast, deed: Deed, status: Status) -> None:
    words = assert_refused(cast, deed, make.ticket(cast, status), Refused)
    assert status.label in words


@named
def test_another_requester_finds_no_such_ticket(cast: Cast, deed: Deed) -> None:
    assert_refused(cast, deed, make.ticket(cast, deed.status), NotVisible, actor=at_portal(cast.omar))


@named
def test_an_agent_of_another_team_finds_no_such_ticket(cast: Cast, deed: Deed) -> None:
    assert_refused(cast, deed, make.ticket(cast, deed.status), NotVisible, actor=at_desk(cast.nadia))


@named
def test_a_link_to_another_ticket_opens_none(cast: Cast, deed: Deed) -> None:
    ticket = make.ticket(cast, deed.status)
    assert_refused(cast, deed, ticket, NotVisible, actor=link_holder(cast.rita, ticket.pk + 1))


@named
def test_a_link_in_a_strangers_name_opens_nothing(cast: Cast, deed: Deed) -> None:
    ticket = make.ticket(cast, deed.status)
    assert_refused(cast, deed, ticket, NotVisible, actor=link_holder(cast.mallory, ticket.pk))


@named
@pytest.mark.parametrize("reader", ["uma", "sven"])
def test_who_only_reads_is_denied(cast: Cast, deed: Deed, reader: str) -> None:
    assert_refused(cast, deed, make.ticket(cast, deed.status), Denied, actor=at_desk(getattr(cast, reader)))


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.verb not in OF_REQUESTERS], ids=lambda deed: deed.verb)
@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
def test_the_requester_does_no_work_of_the_desk(cast: Cast, deed: Deed, by_link: bool) -> None:
    ticket = make.ticket(cast, deed.status)
    actor = link_holder(cast.rita, ticket.pk) if by_link else at_portal(cast.rita)
    assert_refused(cast, deed, ticket, Denied, actor=actor)


@pytest.mark.parametrize("verb", sorted(OF_REQUESTERS))
def test_the_requesters_link_is_worth_a_sign_in(cast: Cast, verb: Verb) -> None:
    deed = BY_VERB[verb]
    ticket = make.ticket(cast, Status.RESOLVED)
    deed(cast, ticket, actor=link_holder(cast.rita, ticket.pk))
    event = ticket.events.latest("id")
    assert (event.role, event.actor, event.channel) == (Role.LINK, cast.rita, Channel.PORTAL)


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.verb not in OF_PARTICIPANTS], ids=lambda deed: deed.verb)
@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
def test_a_participant_reads_and_writes_and_no_more(cast: Cast, deed: Deed, by_link: bool) -> None:
    ticket = make.ticket(cast, deed.status)
    ticket.participants.add(cast.cleo)
    actor = link_holder(cast.cleo, ticket.pk) if by_link else at_portal(cast.cleo)
    assert_refused(cast, deed, ticket, Denied, actor=actor)
    BY_VERB[Verb.RECEIVE_REPLY](cast, ticket, actor=actor)


def test_a_participating_agent_of_another_team_confirms_nothing_for_the_requester(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    ticket.participants.add(cast.nadia)
    assert_refused(cast, BY_VERB[Verb.CONFIRM], ticket, Denied, actor=at_desk(cast.nadia))


@pytest.mark.parametrize("verb", [Verb.CLOSE, Verb.RATE, Verb.RECEIVE_REPLY])
def test_an_agent_neither_closes_unconfirmed_nor_speaks_for_the_requester(cast: Cast, verb: Verb) -> None:
    assert_refused(cast, BY_VERB[verb], make.ticket(cast, Status.RESOLVED), Denied, actor=at_desk(cast.amir))


def test_nobody_at_all_finds_no_ticket(cast: Cast) -> None:
    nobody = Actor(user=None, role=Role.LINK, channel=Channel.PORTAL, link_to=None)
    assert_refused(cast, BY_VERB[Verb.RECEIVE_REPLY], make.ticket(cast), NotVisible, actor=nobody)


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.has_seen], ids=lambda deed: deed.verb)
def test_a_screen_that_missed_a_persons_deed_is_stale(cast: Cast, deed: Deed) -> None:
    ticket = make.ticket(cast, deed.status)
    seen = ticket.events.latest("id").id
    ticket = add_note(ticket=ticket, actor=at_desk(cast.amir), text="Meanwhile.", now=at(35))
    words = assert_refused(cast, deed, ticket, Stale, seen=seen)
    assert ticket.reference in words
    deed(cast, ticket, seen=ticket.events.latest("id").id)


@pytest.mark.parametrize("deed", [deed for deed in DEEDS if deed.verb is not Verb.MERGE], ids=lambda deed: deed.verb)
def test_the_second_click_does_nothing_more(cast: Cast, deed: Deed) -> None:
    ticket = make.ticket(cast, deed.status)
    deed(cast, ticket, once=ONCE)
    assert Event.objects.filter(once=ONCE).count() == 1
    assert_refused(cast, deed, ticket, AlreadyDone, once=ONCE)


def test_the_deed_of_a_job_makes_no_screen_stale(cast: Cast) -> None:
    ticket = make.ticket(cast)
    seen = ticket.events.latest("id").id
    sweep(now=at(60 * 24 * 7))
    assert ticket.events.filter(kind=EventKind.CLOCK_BREACHED).exists()
    BY_VERB[Verb.START_WORK](cast, ticket, seen=seen)


@named
def test_a_deed_is_never_dated_before_the_last(cast: Cast, deed: Deed) -> None:
    """Two processes read two clocks."""
    ticket = make.ticket(cast, deed.status)
    last = ticket.events.latest("id").at
    deed(cast, ticket, now=at(-60))
    assert ticket.events.latest("id").at >= last
