"""Start, ask, go on (SOP 1 §4.5, §4.6)."""

import pytest

from counterfoil.people.actors import SYSTEM
from counterfoil.policy.vocabulary import EventKind, Metric, Status
from counterfoil.tickets.actions.progress import await_requester, resume_work, start_work
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import MessageKind
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, clock, events, last_event, last_message


def test_starting_work_is_no_response_yet(cast: Cast) -> None:
    ticket = start_work(ticket=make.ticket(cast), actor=at_desk(cast.amir), now=at(5))
    assert (again(ticket).status, last_event(ticket).kind, last_event(ticket).status) == (
        Status.IN_PROGRESS,
        EventKind.WORK_STARTED,
        Status.IN_PROGRESS,
    )
    assert clock(ticket, Metric.RESPONSE).met_at is None


def test_who_starts_what_is_nobodys_has_it(cast: Cast) -> None:
    ticket = start_work(ticket=make.unassigned(cast), actor=at_desk(cast.tom), now=at(5))
    assert again(ticket).assignee == cast.tom
    assert events(ticket)[-2:] == [EventKind.WORK_STARTED, EventKind.TICKET_ASSIGNED]


def test_a_colleague_who_starts_takes_nothing_away(cast: Cast) -> None:
    assert start_work(ticket=make.ticket(cast), actor=at_desk(cast.lena), now=at(5)).assignee == cast.amir


def test_a_job_that_starts_work_becomes_no_assignee(cast: Cast) -> None:
    assert start_work(ticket=make.unassigned(cast), actor=SYSTEM, now=at(5)).assignee is None


def test_asking_is_a_response_and_pauses_the_resolution(cast: Cast) -> None:
    ticket = await_requester(ticket=make.ticket(cast), actor=at_desk(cast.amir), question="Which\0 gateway?", now=at(10))
    question, found = last_message(ticket), again(ticket)
    assert (question.kind, question.is_public, question.body) == (MessageKind.QUESTION, True, "Which gateway?")
    assert (last_event(ticket).kind, last_event(ticket).message) == (EventKind.REQUESTER_AWAITED, question)
    assert clock(ticket, Metric.RESPONSE).met_at == at(10)
    assert (clock(ticket, Metric.RESOLUTION).state, clock(ticket, Metric.RESOLUTION).paused_at) == ("paused", at(10))
    assert (found.status, found.due_at, found.due_metric, found.paused_at) == (Status.AWAITING_USER_INPUT, None, "", at(10))


def test_a_question_without_words_is_none(cast: Cast) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid) as caught:
        await_requester(ticket=ticket, actor=at_desk(cast.amir), question="\n", now=at(10))
    assert (caught.value.field, again(ticket).status) == ("question", Status.NEW)


def test_going_on_without_an_answer_starts_the_clock_again(cast: Cast) -> None:
    ticket = resume_work(ticket=make.ticket(cast, Status.AWAITING_USER_INPUT), actor=at_desk(cast.amir), now=at(40))
    assert (again(ticket).status, last_event(ticket).kind) == (Status.IN_PROGRESS, EventKind.WORK_RESUMED)
    assert clock(ticket, Metric.RESOLUTION).due_at == at(2 * 24 * 60 + 30)


def test_an_escalation_survives_the_question(cast: Cast) -> None:
    ticket = await_requester(ticket=make.ticket(cast, Status.ESCALATED), actor=at_desk(cast.amir), question="Which?", now=at(20))
    assert again(ticket).escalated_at == at(10)
    ticket = resume_work(ticket=ticket, actor=at_desk(cast.amir), now=at(30))
    assert (again(ticket).status, last_event(ticket).status) == (Status.ESCALATED, Status.ESCALATED)
