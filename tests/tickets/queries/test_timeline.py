"""The timeline: the whole story for staff, the public one for everybody else."""

from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from counterfoil.people.actors import Actor, link_holder
from counterfoil.policy.vocabulary import EventKind, Role, Status
from counterfoil.tickets.actions.close import close, reopen
from counterfoil.tickets.actions.converse import add_note, receive_reply, record_interaction, reply
from counterfoil.tickets.actions.escalate import de_escalate, escalate
from counterfoil.tickets.actions.keep_time import sweep
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.queries.timeline import PUBLIC, Entry, Voice, timeline
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.deeds import CALL

CANARY = "canary-7f3a"


def eventful(cast: Cast) -> Ticket:
    """A ticket with a note's text wherever staff may leave one."""
    ticket, amir, rita = make.ticket(cast), at_desk(cast.amir), at_portal(cast.rita)
    add_note(ticket=ticket, actor=amir, text=CANARY, files=[Upload(f"{CANARY}.txt", CANARY.encode())], now=at(5))
    triage(ticket=ticket, actor=amir, priority="high", reason=CANARY, now=at(6))
    escalate(ticket=ticket, actor=amir, reason=CANARY, now=at(10))
    de_escalate(ticket=ticket, actor=amir, reason=CANARY, now=at(15))
    record_interaction(ticket=ticket, actor=amir, now=at(16), **{**CALL, "summary": CANARY, "outcome": CANARY})
    reply(ticket=ticket, actor=amir, text="We are at it.", files=[Upload("how.txt", b"so")], now=at(20))
    receive_reply(ticket=ticket, actor=rita, text="Thanks.", now=at(25))
    resolve(ticket=ticket, actor=amir, solution="Set back.", now=at(30))
    reopen(ticket=ticket, actor=amir, reason=CANARY, now=at(35))
    resolve(ticket=ticket, actor=amir, solution="Set back again.", now=at(40))
    return close(ticket=ticket, actor=at_desk(cast.lena), reason=CANARY, now=at(50))


def outsiders(cast: Cast, ticket: Ticket) -> dict[str, Actor]:
    ticket.participants.add(cast.cleo)
    ticket.participants.add(cast.nadia)
    return {
        "requester": at_portal(cast.rita),
        "participant": at_portal(cast.cleo),
        "link": link_holder(cast.rita, ticket.pk),
        "participating agent of another team": at_desk(cast.nadia),
        "staff at the portal": Actor(user=cast.amir, role=Role.REQUESTER, channel=at_portal(cast.amir).channel),
    }


def seen_in(entries: list[Entry]) -> str:
    """All that a template could show of the entries."""
    files = [(file.name, file.handle) for entry in entries for file in entry.files]
    return repr([(entry.body, entry.details, entry.names, entry.priority, entry.kind) for entry in entries] + files)


def test_staff_read_everything_in_the_order_it_was_written(cast: Cast) -> None:
    ticket = eventful(cast)
    entries = timeline(ticket=ticket, actor=at_desk(cast.amir))
    assert [entry.id for entry in entries] == list(ticket.events.order_by("id").values_list("id", flat=True))
    assert seen_in(entries).count(CANARY) >= 7


@pytest.mark.parametrize("name", ["lena", "sven", "uma", "ada"])
def test_who_oversees_reads_the_notes(cast: Cast, name: str) -> None:
    assert CANARY in seen_in(timeline(ticket=eventful(cast), actor=at_desk(getattr(cast, name))))


def test_no_outsider_reads_a_word_of_a_note(cast: Cast) -> None:
    ticket = eventful(cast)
    for who, actor in outsiders(cast, ticket).items():
        entries = timeline(ticket=ticket, actor=actor)
        assert CANARY not in seen_in(entries), who
        assert {entry.kind for entry in entries} <= PUBLIC, who
        assert [entry for entry in entries if entry.message_kind and not entry.is_public] == [], who


def test_a_requester_sees_every_step_even_where_staff_left_a_reason(cast: Cast) -> None:
    entries = timeline(ticket=eventful(cast), actor=at_portal(cast.rita))
    assert [entry.kind for entry in entries] == [
        EventKind.TICKET_LOGGED,
        EventKind.TICKET_ESCALATED,
        EventKind.REPLY_SENT,
        EventKind.REPLY_RECEIVED,
        EventKind.TICKET_RESOLVED,
        EventKind.TICKET_REOPENED,
        EventKind.TICKET_RESOLVED,
        EventKind.TICKET_CLOSED,
    ]
    assert [entry.body for entry in entries if entry.body] == [
        "Since this morning, from home.",
        "We are at it.",
        "Thanks.",
        "Set back.",
        "Set back again.",
    ]
    assert [file.name for entry in entries for file in entry.files] == ["how.txt"]


def test_each_voice_is_told_apart(cast: Cast) -> None:
    voices = {(entry.kind, entry.voice) for entry in timeline(ticket=eventful(cast), actor=at_desk(cast.amir))}
    assert {
        (EventKind.TICKET_LOGGED, Voice.REQUESTER),
        (EventKind.NOTE_ADDED, Voice.NOTE),
        (EventKind.INTERACTION_RECORDED, Voice.CALL),
        (EventKind.REPLY_SENT, Voice.REPLY),
        (EventKind.TICKET_TRIAGED, Voice.SYSTEM),
    } <= voices


def test_ids_in_details_have_their_names_beside_them(cast: Cast) -> None:
    ticket = make.ticket(cast)
    logged, assigned = timeline(ticket=ticket, actor=at_desk(cast.amir))
    assert logged.names == {"category": "Hardware"}
    assert assigned.names == {"assignee": "Amir Aziz", "team": "Service Desk"}
    assert (logged.author, logged.actor, assigned.actor, assigned.role) == (cast.rita, cast.rita, None, Role.SYSTEM)


def test_the_systems_own_steps_are_not_the_requesters(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.NEW, answers=make.CRITICAL)
    sweep(now=at(240))
    kinds = [entry.kind for entry in timeline(ticket=ticket, actor=at_portal(cast.rita))]
    assert kinds == [EventKind.TICKET_LOGGED, EventKind.TICKET_ESCALATED]


def test_a_long_story_costs_no_more_queries(cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    ticket = eventful(cast)
    actors: list[Any] = [at_desk(cast.amir), at_portal(cast.rita)]
    for actor in actors:
        with django_assert_max_num_queries(8):
            timeline(ticket=ticket, actor=actor)
