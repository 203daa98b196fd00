"""Reply, note, the requester's answer, contacts (SOP 1 §4.5, §4.6; SOP 2 §3.4)."""

import io
from typing import Any
from uuid import UUID

import pytest

from counterfoil.interactions.models import Interaction
from counterfoil.people.actors import link_holder
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Channel, Direction, EventKind, InteractionKind, Metric, Role, Status
from counterfoil.store import blobs
from counterfoil.tickets.actions.converse import add_note, receive_reply, record_interaction, reply
from counterfoil.tickets.actions.progress import await_requester
from counterfoil.tickets.actions.relate import merge
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Link, LinkKind, Message, MessageKind, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.rollback import rolled_back
from tests.support.time import at
from tests.tickets.record import again, clock, events, jobs, last_event, last_message

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
CALL: dict[str, Any] = {"kind": InteractionKind.CALL, "direction": Direction.OUTBOUND, "started_at": at(10), "summary": "Explained."}


def contact_of(message: Message) -> Interaction:
    return Interaction.objects.get(message_id=message.id)


def test_a_reply_is_public_and_meets_the_response(cast: Cast) -> None:
    ticket = reply(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="We are\r\nat it.", now=at(10))
    event, message = last_event(ticket), last_message(ticket)
    assert (message.kind, message.is_public, message.body, message.author) == (MessageKind.REPLY, True, "We are\nat it.", cast.amir)
    assert (event.kind, event.message, event.status) == (EventKind.REPLY_SENT, message, Status.IN_PROGRESS)
    assert (clock(ticket, Metric.RESPONSE).met_at, again(ticket).due_metric) == (at(10), Metric.RESOLUTION)


def test_a_reply_in_the_course_of_work_sets_no_status(cast: Cast) -> None:
    ticket = reply(ticket=make.ticket(cast, Status.AWAITING_USER_INPUT), actor=at_desk(cast.amir), text="Take your time.", now=at(20))
    assert (last_event(ticket).status, again(ticket).status) == ("", Status.AWAITING_USER_INPUT)


def test_a_reply_is_a_contact_with_the_requester(cast: Cast) -> None:
    ticket = reply(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="We are at it.", now=at(10))
    contact = contact_of(last_message(ticket))
    assert (contact.person, contact.by, contact.direction, contact.reference) == (
        cast.rita,
        cast.amir,
        Direction.OUTBOUND,
        ticket.reference,
    )
    assert (contact.kind, contact.started_at, contact.summary) == (InteractionKind.MESSAGE, at(10), "")


def test_a_reply_rolled_back_leaves_neither_message_nor_job(cast: Cast) -> None:
    ticket = make.ticket(cast)
    before = (events(ticket), jobs(), ticket.messages.count(), Interaction.objects.count())
    with rolled_back():
        reply(ticket=ticket, actor=at_desk(cast.amir), text="We are at it.", now=at(10))
        assert jobs()[-1] == {"event": last_event(ticket).id}
    assert (events(ticket), jobs(), ticket.messages.count(), Interaction.objects.count()) == before


def test_a_note_is_for_colleagues_and_no_contact(cast: Cast) -> None:
    ticket = add_note(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="Gateway 2?", files=[Upload("a.txt", b"a")], now=at(10))
    note = last_message(ticket)
    assert (note.kind, note.is_public, note.attachments.count()) == (MessageKind.NOTE, False, 1)
    assert not Interaction.objects.filter(message_id=note.id).exists()
    assert clock(ticket, Metric.RESPONSE).met_at is None
    assert (last_event(ticket).kind, again(ticket).status) == (EventKind.NOTE_ADDED, Status.NEW)


def test_an_answer_starts_the_clocks_again(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.AWAITING_USER_INPUT)
    paused = clock(ticket, Metric.RESOLUTION)
    assert (paused.due_at, paused.paused_at, again(ticket).paused_at) == (None, at(10), at(10))
    ticket = receive_reply(ticket=ticket, actor=at_portal(cast.rita), text="Gateway 2.", now=at(70))
    resolution, turn = clock(ticket, Metric.RESOLUTION), clock(ticket, Metric.NEXT_REPLY)
    # An hour of waiting puts the resolution off by an hour.
    assert (resolution.due_at, resolution.paused_at) == (at(2 * 24 * 60 + 60), None)
    assert (turn.started_at, turn.due_at) == (at(70), at(70 + 4 * 60))
    assert (again(ticket).requester_spoke_at, again(ticket).due_metric, again(ticket).paused_at) == (at(70), Metric.NEXT_REPLY, None)
    assert (last_event(ticket).kind, last_event(ticket).status) == (EventKind.REPLY_RECEIVED, Status.IN_PROGRESS)


def test_an_answer_brings_an_escalated_ticket_back_to_where_it_was(cast: Cast) -> None:
    ticket = await_requester(ticket=make.ticket(cast, Status.ESCALATED), actor=at_desk(cast.amir), question="Which?", now=at(20))
    assert receive_reply(ticket=ticket, actor=at_portal(cast.rita), text="This.", now=at(30)).status == Status.ESCALATED


def test_an_answer_to_a_solution_reopens(cast: Cast) -> None:
    ticket = receive_reply(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), text="It drops again.", now=at(60))
    found = again(ticket)
    assert (found.status, found.resolved_at, found.next_step_at, found.reminders) == (Status.IN_PROGRESS, None, None, 0)
    assert last_event(ticket).kind == EventKind.TICKET_REOPENED
    assert clock(ticket, Metric.RESOLUTION).met_at is None


def test_a_participants_words_are_a_contact_with_the_participant(cast: Cast) -> None:
    ticket = make.ticket(cast)
    ticket.participants.add(cast.cleo)
    ticket = receive_reply(ticket=ticket, actor=at_portal(cast.cleo), text="Mine too.", now=at(10))
    message = last_message(ticket)
    assert (message.author, contact_of(message).person, contact_of(message).direction) == (cast.cleo, cast.cleo, Direction.INBOUND)


@pytest.mark.parametrize("by_link", [False, True], ids=["signed in", "by link"])
def test_a_message_on_a_closed_ticket_opens_a_linked_follow_up(cast: Cast, by_link: bool) -> None:
    closed = make.ticket(cast, Status.CLOSED)
    actor = link_holder(cast.rita, closed.pk) if by_link else at_portal(cast.rita)
    made = receive_reply(ticket=closed, actor=actor, text="It is back.", once=ONCE, now=at(90))
    assert (made.status, made.requester, made.subject, made.category) == (Status.NEW, cast.rita, closed.subject, closed.category)
    assert (made.reported_at, last_message(made).body, made.team) == (at(90), "It is back.", cast.desk)
    assert Link.objects.get(kind=LinkKind.FOLLOW_UP).ticket == made
    linked = last_event(closed)
    assert (linked.kind, linked.details) == (EventKind.TICKETS_LINKED, {"ticket": made.pk, "kind": LinkKind.FOLLOW_UP})
    assert (again(closed).status, last_event(made, EventKind.TICKET_LOGGED).once) == (Status.CLOSED, ONCE)


def test_a_participants_follow_up_stays_among_the_same_people(cast: Cast) -> None:
    closed = make.ticket(cast, Status.CLOSED)
    closed.participants.add(cast.cleo)
    made = receive_reply(ticket=closed, actor=at_portal(cast.cleo), text="It is back for me.", now=at(90))
    assert (made.requester, list(made.participants.all())) == (cast.rita, [cast.cleo])
    assert last_message(made).author == cast.cleo


@pytest.mark.parametrize("content", [b"tunnel down", io.BytesIO(b"tunnel down")], ids=["bytes", "stream"])
def test_a_file_on_a_closed_ticket_arrives_whole_in_the_follow_up(cast: Cast, content: Any) -> None:
    closed = make.ticket(cast, Status.CLOSED)
    made = receive_reply(ticket=closed, actor=at_portal(cast.rita), text="See log.", files=[Upload("log.txt", content)], now=at(90))
    assert blobs.get(last_message(made).attachments.get().sha256).read() == b"tunnel down"


def test_a_message_on_a_merged_ticket_follows_up_on_the_survivor(cast: Cast) -> None:
    gone, survivor = make.ticket(cast), make.ticket(cast, subject="The tunnel is down")
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10))
    made = receive_reply(ticket=again(gone), actor=at_portal(cast.rita), text="Any news?", now=at(90))
    assert made.subject == "The tunnel is down"


def test_a_call_out_meets_the_response_and_is_in_the_log(cast: Cast) -> None:
    ticket = record_interaction(
        ticket=make.ticket(cast), actor=at_desk(cast.amir), minutes=12, outcome="Will\r\ntry", now=at(25), **CALL
    )  # fmt: skip
    event, contact = last_event(ticket), contact_of(last_message(ticket))
    assert (contact.kind, contact.channel, contact.direction) == (InteractionKind.CALL, Channel.PHONE, Direction.OUTBOUND)
    assert (contact.started_at, contact.minutes, contact.summary, contact.outcome) == (at(10), 12, "Explained.", "Will try")
    assert (contact.person, contact.by, contact.reference) == (cast.rita, cast.amir, ticket.reference)
    assert (event.kind, event.role) == (EventKind.INTERACTION_RECORDED, Role.AGENT)
    assert event.details == {"kind": "call", "direction": "outbound", "minutes": 12, "interaction": contact.id}
    assert clock(ticket, Metric.RESPONSE).met_at == at(25)
    assert (last_message(ticket).kind, last_message(ticket).is_public) == (MessageKind.CONTACT, False)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"summary": " \0 "}, "summary"),
        ({"started_at": at(26)}, "started_at"),
        ({"minutes": -1}, "minutes"),
        ({"minutes": 1441}, "minutes"),
        ({"outcome": "x" * 201}, "outcome"),
    ],
)
def test_a_contact_that_cannot_have_been_is_named(cast: Cast, values: dict[str, Any], field: str) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid) as caught:
        record_interaction(**{"ticket": ticket, "actor": at_desk(cast.amir), "now": at(25), **CALL, **values})
    assert (caught.value.field, Interaction.objects.count()) == (field, 1)


@pytest.mark.parametrize("verb", [reply, add_note, receive_reply])
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": " \r\n\0\ud800 "}, "text"),
        ({"text": "x" * 200_001}, "text"),
        ({"text": "x", "files": [Upload("a", b"")] * 11}, "files"),
    ],
)
def test_a_message_that_cannot_be_kept_is_named(cast: Cast, verb: Any, values: dict[str, Any], field: str) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid) as caught:
        verb(ticket=ticket, actor=at_portal(cast.rita) if verb is receive_reply else at_desk(cast.amir), now=at(10), **values)
    assert (caught.value.field, ticket.messages.count()) == (field, 1)


def test_a_note_on_a_closed_ticket_is_refused(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.CLOSED)
    with pytest.raises(Refused, match="Closed"):
        add_note(ticket=ticket, actor=at_desk(cast.amir), text="Too late.", now=at(90))
    assert Ticket.objects.count() == 1
