"""One ticket, and what stands beside it on its page."""

import pytest

from counterfoil.people.actors import SYSTEM, Actor, link_holder
from counterfoil.people.models import User
from counterfoil.policy.closure import ItemState
from counterfoil.policy.vocabulary import Metric, Status, Verb
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.actions.close import close_unanswered
from counterfoil.tickets.actions.converse import add_note, reply
from counterfoil.tickets.actions.rate import rate
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Attachment, Ticket
from counterfoil.tickets.placing import Place
from counterfoil.tickets.queries import ticket as tickets
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at


def readers(cast: Cast, ticket: Ticket) -> dict[str, Actor]:
    ticket.participants.add(cast.cleo)
    named = {name: at_desk(getattr(cast, name)) for name in ("amir", "nadia", "lena", "sven", "uma", "ada")}
    outside = {name: at_portal(getattr(cast, name)) for name in ("rita", "omar", "cleo", "mallory")}
    links = {"link": link_holder(cast.rita, ticket.pk), "link of another": link_holder(cast.rita, ticket.pk + 1)}
    return {**named, **outside, **links}


def test_who_may_see_a_ticket_finds_it_and_for_the_rest_it_does_not_exist(cast: Cast) -> None:
    ticket = make.ticket(cast)
    found = {}
    for name, actor in readers(cast, ticket).items():
        try:
            found[name] = tickets.ticket_for(actor=actor, reference=ticket.reference.lower()) == ticket
        except NotVisible:
            found[name] = False
    assert {name for name, is_found in found.items() if not is_found} == {"nadia", "omar", "mallory", "link of another"}


def test_who_reads_the_staff_view(cast: Cast) -> None:
    ticket = make.ticket(cast)
    found = {name for name, actor in readers(cast, ticket).items() if tickets.staff_view(actor=actor, ticket=ticket)}
    assert found == {"amir", "lena", "sven", "uma", "ada"}


@pytest.mark.parametrize("reference", ["INC-999999", "", "x" * 500, "' OR 1=1 --"])
def test_what_never_was_is_not_found(cast: Cast, reference: str) -> None:
    make.ticket(cast)
    with pytest.raises(NotVisible):
        tickets.ticket_for(actor=at_desk(cast.ada), reference=reference)


def test_the_buttons_are_those_of_role_and_status(cast: Cast) -> None:
    resolved = make.ticket(cast, Status.RESOLVED)
    resolved.participants.add(cast.cleo)
    verbs = {name: tickets.next_verbs(ticket=resolved, actor=actor) for name, actor in readers(cast, resolved).items()}
    assert verbs["rita"] == verbs["link"] == {Verb.RECEIVE_REPLY, Verb.CONFIRM, Verb.REOPEN, Verb.RATE}
    assert verbs["cleo"] == {Verb.RECEIVE_REPLY}
    assert verbs["lena"] - verbs["amir"] == {Verb.CLOSE}
    assert verbs["uma"] == verbs["sven"] == verbs["omar"] == verbs["nadia"] == set()
    assert Verb.START_WORK not in verbs["amir"]


def test_ledgers_have_each_clock_with_its_proof(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.AWAITING_USER_INPUT)
    found = {ledger.metric: ledger for ledger in tickets.ledgers(ticket=ticket, now=at(60))}
    assert set(found) == {Metric.ACKNOWLEDGEMENT, Metric.RESPONSE, Metric.RESOLUTION}
    assert sum(interval.amount for interval in found[Metric.RESOLUTION].intervals) == found[Metric.RESOLUTION].used
    assert [interval.end for interval in found[Metric.RESOLUTION].intervals] == [at(10), at(60)]


@pytest.mark.parametrize(
    ("status", "states"),
    [
        (Status.NEW, {"Documented solution": ItemState.PENDING, "Solution confirmed by the requester": ItemState.PENDING}),
        (Status.RESOLVED, {"Documented solution": ItemState.MET, "Solution confirmed by the requester": ItemState.PENDING}),
        (Status.CLOSED, {"Documented solution": ItemState.MET, "Solution confirmed by the requester": ItemState.MET}),
    ],
)
def test_the_checklist_follows_the_ticket(cast: Cast, status: Status, states: dict[str, ItemState]) -> None:
    found = {item.words: item.state for item in tickets.checklist(ticket=make.ticket(cast, status))}
    assert {words: found[words] for words in states} == states


def test_silence_is_no_confirmation_on_the_checklist(cast: Cast) -> None:
    ticket = close_unanswered(ticket=make.ticket(cast, Status.RESOLVED), actor=SYSTEM, now=at(60))
    found = {item.words: item.state for item in tickets.checklist(ticket=ticket)}
    assert found["Solution confirmed by the requester"] is ItemState.NOT_NEEDED


def test_who_may_be_given_the_ticket(cast: Cast) -> None:
    ticket = make.ticket(cast)
    cast.tom, cast.nadia, cast.lena, cast.sven, cast.uma  # noqa: B018
    User.objects.filter(id=cast.tom.id).update(is_active=False)
    assert tickets.assignable(ticket=ticket) == [cast.amir, cast.lena]
    assert cast.nadia in tickets.assignable(ticket=make.ticket(cast, placed=Place(None)))


def test_the_suggestion_says_why(cast: Cast) -> None:
    choice = tickets.suggestion(ticket=make.unassigned(cast, answers=make.HIGH), now=at(5))
    assert choice.team == cast.desk.id
    assert "Service Desk looks after Hardware." in choice.reasons


@pytest.mark.parametrize("internal", [False, True], ids=["public", "internal"])
def test_a_file_is_for_who_may_read_its_message(cast: Cast, internal: bool) -> None:
    ticket = make.ticket(cast)
    (add_note if internal else reply)(ticket=ticket, actor=at_desk(cast.amir), text="x", files=[Upload("a.txt", b"a")], now=at(5))
    handle = Attachment.objects.get().handle
    found = set()
    for name, actor in readers(cast, ticket).items():
        try:
            tickets.attachment_for(actor=actor, handle=handle)
        except NotVisible:
            continue
        found.add(name)
    staff, outside = {"amir", "lena", "sven", "uma", "ada"}, {"rita", "cleo", "link"}
    assert found == (staff if internal else staff | outside)


@pytest.mark.parametrize("handle", ["", "x", "x" * 500])
def test_a_handle_that_never_was_opens_nothing(cast: Cast, handle: str) -> None:
    with pytest.raises(NotVisible):
        tickets.attachment_for(actor=at_desk(cast.ada), handle=handle)


def test_a_requester_has_the_own_requests_by_whose_turn_it_is(cast: Cast) -> None:
    made = {status: make.ticket(cast, status) for status in Status}
    make.ticket(cast, requester=cast.omar)
    shared = make.ticket(cast, requester=cast.omar)
    shared.participants.add(cast.rita)
    mine = tickets.requests_of(actor=at_portal(cast.rita))
    assert mine.waiting == [made[Status.RESOLVED], made[Status.AWAITING_USER_INPUT]]
    assert mine.with_us == [shared, made[Status.ESCALATED], made[Status.IN_PROGRESS], made[Status.NEW]]
    assert mine.closed == [made[Status.CLOSED]]


def test_a_link_has_its_one_request(cast: Cast) -> None:
    ticket, _ = make.ticket(cast), make.ticket(cast)
    mine = tickets.requests_of(actor=link_holder(cast.rita, ticket.pk))
    assert (mine.with_us, mine.waiting, mine.closed) == ([ticket], [], [])


def test_a_persons_history_is_what_the_reader_may_see(cast: Cast) -> None:
    first, here = make.ticket(cast), make.ticket(cast)
    hidden = make.ticket(cast, placed=Place(cast.network.id))
    assert tickets.history_of(person=cast.rita, actor=at_desk(cast.amir), but=here) == [first]
    assert tickets.history_of(person=cast.rita, actor=at_desk(cast.uma)) == [hidden, here, first]
    assert tickets.history_of(person=cast.rita, actor=at_portal(cast.rita)) == []


def test_the_rating_is_found_beside_its_ticket(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    assert tickets.rating_of(ticket=ticket) is None
    rate(ticket=ticket, actor=at_portal(cast.rita), score=4, now=at(60))
    found = tickets.rating_of(ticket=ticket)
    assert found is not None
    assert found.score == 4


def test_staff_with_tickets_of_their_own_see_them_as_requesters_do(cast: Cast) -> None:
    ticket = make.ticket(cast, requester=cast.nadia)
    assert tickets.ticket_for(actor=at_desk(cast.nadia), reference=ticket.reference) == ticket
    assert not tickets.staff_view(actor=at_desk(cast.nadia), ticket=ticket)
