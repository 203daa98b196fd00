"""Resolve: the documented solution (SOP 1 §4.6, §4.7; SOP 2 §3.1)."""

from datetime import timedelta

import pytest

from counterfoil.policy.closure import Incomplete
from counterfoil.policy.vocabulary import ClockState, EventKind, Metric, Status
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import MessageKind
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, clock, events, last_event, last_message


def test_a_solution_is_documented_and_goes_to_the_requester(cast: Cast) -> None:
    ticket = resolve(ticket=make.ticket(cast), actor=at_desk(cast.amir), solution="Set\0 back.", cause="configuration", now=at(20))
    event, message, found = last_event(ticket), last_message(ticket), again(ticket)
    assert (found.status, found.solution, found.cause, found.resolved_at) == (Status.RESOLVED, "Set back.", "configuration", at(20))
    assert (message.kind, message.is_public, message.body) == (MessageKind.SOLUTION, True, "Set back.")
    assert (event.kind, event.message, event.status, event.details) == (
        EventKind.TICKET_RESOLVED,
        message,
        Status.RESOLVED,
        {"cause": "configuration"},
    )


def test_resolving_meets_the_clocks_and_nothing_is_due(cast: Cast) -> None:
    ticket = resolve(ticket=make.ticket(cast), actor=at_desk(cast.amir), solution="Set back.", now=at(20))
    for metric in (Metric.RESPONSE, Metric.RESOLUTION):
        assert (clock(ticket, metric).state, clock(ticket, metric).met_at) == (ClockState.MET, at(20))
    found = again(ticket)
    assert (found.due_at, found.due_metric, found.paused_at) == (None, "", None)


def test_resolving_plans_the_first_reminder(cast: Cast) -> None:
    ticket = again(resolve(ticket=make.ticket(cast), actor=at_desk(cast.amir), solution="Set back.", now=at(20)))
    assert (ticket.next_step_at, ticket.reminders) == (at(20) + timedelta(days=2), 0)


def test_resolving_ends_an_escalation(cast: Cast) -> None:
    assert resolve(ticket=make.ticket(cast, Status.ESCALATED), actor=at_desk(cast.amir), solution="x", now=at(20)).escalated_at is None


def test_who_resolves_what_is_nobodys_becomes_its_assignee(cast: Cast) -> None:
    ticket = resolve(ticket=make.unassigned(cast), actor=at_desk(cast.tom), solution="Set back.", now=at(20))
    assert again(ticket).assignee == cast.tom
    assert events(ticket)[-2:] == [EventKind.TICKET_ASSIGNED, EventKind.TICKET_RESOLVED]


def test_what_is_missing_is_named_and_nothing_is_kept(cast: Cast) -> None:
    ticket = make.ticket(cast, category=None)
    with pytest.raises(Incomplete, match=r"category \(SOP 1 §4.3\)") as caught:
        resolve(ticket=ticket, actor=at_desk(cast.amir), solution="Set back.", now=at(20))
    assert caught.value.missing == ("category (SOP 1 §4.3)",)
    assert (again(ticket).status, again(ticket).solution, ticket.messages.count()) == (Status.NEW, "", 1)


@pytest.mark.parametrize(
    ("solution", "cause", "field"), [("", "", "solution"), ("\0\r\n", "", "solution"), ("Set back.", "gremlins", "cause")]
)
def test_what_cannot_be_taken_is_named(cast: Cast, solution: str, cause: str, field: str) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid) as caught:
        resolve(ticket=ticket, actor=at_desk(cast.amir), solution=solution, cause=cause, now=at(20))
    assert (caught.value.field, again(ticket).status) == (field, Status.NEW)
