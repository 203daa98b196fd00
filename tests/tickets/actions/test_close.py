"""Confirm, close, reopen (SOP 1 §4.6, §4.7)."""

import pytest

from counterfoil.people.actors import SYSTEM, importer
from counterfoil.policy.vocabulary import ClockState, EventKind, Metric, Status
from counterfoil.tickets.actions.close import close, close_unanswered, confirm_resolution, reopen
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import MessageKind
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.record import again, clock, last_event, last_message, words_of


def test_the_requesters_confirmation_closes(cast: Cast) -> None:
    ticket = confirm_resolution(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), comment="Thanks!", now=at(30))
    found, event = again(ticket), last_event(ticket)
    assert (found.status, found.closed_at, found.confirmed_at, found.closed_how) == (Status.CLOSED, at(30), at(30), "confirmed")
    assert (event.kind, event.status, event.details) == (EventKind.RESOLUTION_CONFIRMED, Status.CLOSED, {"how": "confirmed"})
    assert (words_of(event).kind, words_of(event).body, found.next_step_at) == (MessageKind.ANSWER, "Thanks!", None)


def test_a_confirmation_told_to_an_agent_says_so(cast: Cast) -> None:
    ticket = confirm_resolution(ticket=make.ticket(cast, Status.RESOLVED), actor=at_desk(cast.amir), comment="By phone.", now=at(30))
    assert (again(ticket).closed_how, last_event(ticket).details, last_message(ticket).kind) == ("told", {"how": "told"}, MessageKind.NOTE)


def test_a_confirmation_needs_no_words(cast: Cast) -> None:
    ticket = confirm_resolution(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), comment=" \n", now=at(30))
    assert last_event(ticket).message is None


def test_a_lead_closes_for_a_reason_and_never_as_confirmed(cast: Cast) -> None:
    ticket = close(ticket=make.ticket(cast, Status.RESOLVED), actor=at_desk(cast.lena), reason="Left us.", now=at(30))
    found, event = again(ticket), last_event(ticket)
    assert (found.status, found.closed_how, found.confirmed_at) == (Status.CLOSED, "reasoned", None)
    assert (event.kind, event.details, words_of(event).is_public) == (EventKind.TICKET_CLOSED, {"how": "reasoned"}, False)


@pytest.mark.parametrize("reason", ["", "\0 ", "x" * 501])
def test_closing_without_a_fitting_reason_is_refused(cast: Cast, reason: str) -> None:
    with pytest.raises(Invalid) as caught:
        close(ticket=make.ticket(cast, Status.RESOLVED), actor=at_desk(cast.lena), reason=reason, now=at(30))
    assert caught.value.field == "reason"


def test_silence_closes_and_never_as_confirmed(cast: Cast) -> None:
    ticket = close_unanswered(ticket=make.ticket(cast, Status.RESOLVED), actor=SYSTEM, now=at(30))
    assert (again(ticket).closed_how, again(ticket).confirmed_at, last_event(ticket).message) == ("unanswered", None, None)


def test_what_an_import_closes_is_imported_and_not_confirmed(cast: Cast) -> None:
    ticket = close(ticket=make.ticket(cast, Status.RESOLVED), actor=importer(), reason="Closed in the source.", now=at(30))
    assert (again(ticket).closed_how, again(ticket).confirmed_at) == ("imported", None)


def test_reopening_takes_the_solution_back_and_the_clock_goes_on(cast: Cast) -> None:
    ticket = reopen(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), reason="It drops again.", now=at(50))
    found, resolution = again(ticket), clock(ticket, Metric.RESOLUTION)
    assert (found.status, found.resolved_at, found.next_step_at, found.requester_spoke_at) == (Status.IN_PROGRESS, None, None, at(50))
    assert (last_event(ticket).kind, words_of(last_event(ticket)).kind) == (EventKind.TICKET_REOPENED, MessageKind.ANSWER)
    # Half an hour as Resolved counts for nothing.
    assert (resolution.state, resolution.met_at, resolution.due_at) == (ClockState.RUNNING, None, at(2 * 24 * 60 + 30))
    assert clock(ticket, Metric.NEXT_REPLY).started_at == at(50)


def test_a_requester_may_reopen_without_a_word(cast: Cast) -> None:
    assert last_event(reopen(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), now=at(50))).message is None


def test_staff_say_why_they_reopen(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    with pytest.raises(Invalid, match="The reason is missing"):
        reopen(ticket=ticket, actor=at_desk(cast.amir), now=at(50))
    ticket = reopen(ticket=ticket, actor=at_desk(cast.amir), reason="The log says no.", now=at(50))
    assert (last_message(ticket).is_public, again(ticket).requester_spoke_at) == (False, at(0))
    assert not ticket.clocks.filter(metric=Metric.NEXT_REPLY).exists()


def test_reminders_begin_anew_with_the_next_solution(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    ticket.reminders = 2
    ticket.save(update_fields=["reminders"])
    assert again(reopen(ticket=ticket, actor=at_portal(cast.rita), now=at(50))).reminders == 0
