"""What time itself does (SOP 1 §3, §4.6, §4.7, §5)."""

from datetime import timedelta

import pytest

from counterfoil.policy.vocabulary import Channel, EventKind, Metric, Role, Status
from counterfoil.tickets.actions.close import reopen
from counterfoil.tickets.actions.converse import receive_reply, reply
from counterfoil.tickets.actions.keep_time import silence, sweep
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.models import Event, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.record import again, clock, events, jobs, last_event

AT_RISK, BREACHED, RUNG, ESCALATED = (
    EventKind.CLOCK_AT_RISK,
    EventKind.CLOCK_BREACHED,
    EventKind.RUNG_REACHED,
    EventKind.TICKET_ESCALATED,
)
DAY = timedelta(days=1)


def noted(ticket: Ticket, kind: EventKind) -> list[str]:
    return [event.details["metric"] for event in Event.objects.filter(ticket=ticket, kind=kind).order_by("id")]


def test_before_three_quarters_of_a_target_nothing_happens(cast: Cast) -> None:
    ticket = make.ticket(cast, actor=at_desk(cast.amir), channel=Channel.PHONE)
    before = events(ticket)
    assert (sweep(now=at(179)), events(ticket)) == (0, before)


def test_at_three_quarters_a_clock_is_at_risk_once(cast: Cast) -> None:
    ticket = make.ticket(cast, actor=at_desk(cast.amir), channel=Channel.PHONE)
    assert sweep(now=at(180)) == 1
    event = last_event(ticket)
    assert (event.kind, event.actor, event.role, event.channel, event.at) == (AT_RISK, None, Role.SYSTEM, Channel.SYSTEM, at(180))
    assert event.details == {"metric": Metric.RESPONSE, "run": 1, "due_at": at(240).isoformat()}
    assert clock(ticket, Metric.RESPONSE).risk_noted
    assert jobs()[-1] == {"event": event.id}
    assert sweep(now=at(181)) == 0


def test_at_the_due_instant_a_clock_is_breached_once_and_the_lead_hears(cast: Cast) -> None:
    ticket = make.ticket(cast, actor=at_desk(cast.amir), channel=Channel.PHONE)
    assert [sweep(now=at(minute)) for minute in (240, 240, 10_000)] == [1, 0, 1]
    assert (noted(ticket, AT_RISK), noted(ticket, BREACHED)) == ([], ["response", "resolution"])
    rungs = Event.objects.filter(ticket=ticket, kind=RUNG).order_by("id").values_list("details", flat=True)
    assert [rung["rung"] for rung in rungs] == ["response_breached", "resolution_breached"]
    assert (sweep(now=at(20_000)), again(ticket).status) == (0, Status.NEW)


def test_a_late_acknowledgement_is_a_breach_too(cast: Cast) -> None:
    ticket = make.ticket(cast)
    sweep(now=at(5))
    assert noted(ticket, BREACHED) == ["acknowledgement"]


def test_a_critical_breach_escalates_by_rule(cast: Cast) -> None:
    ticket = make.ticket(cast, answers=make.CRITICAL)
    sweep(now=at(240))
    found, event = again(ticket), last_event(ticket, ESCALATED)
    assert (found.status, found.escalated_at) == (Status.ESCALATED, at(240))
    assert (event.actor, event.role, event.status, event.details["rung"]) == (None, Role.SYSTEM, Status.ESCALATED, "critical_breached")


def test_what_is_escalated_already_is_not_escalated_again(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.ESCALATED, answers=make.CRITICAL)
    sweep(now=at(240))
    assert (events(ticket).count(ESCALATED), again(ticket).escalated_at) == (1, at(10))


def test_a_paused_clock_is_neither_at_risk_nor_breached(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.AWAITING_USER_INPUT)
    sweep(now=at(5))
    assert (sweep(now=at(100_000)), noted(ticket, BREACHED)) == (0, ["acknowledgement"])


def test_each_turn_of_the_requester_is_noted_for_itself(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.IN_PROGRESS)
    amir, rita = at_desk(cast.amir), at_portal(cast.rita)
    reply(ticket=ticket, actor=amir, text="Which?", now=at(10))
    receive_reply(ticket=ticket, actor=rita, text="This.", now=at(20))
    sweep(now=at(20 + 240))
    reply(ticket=ticket, actor=amir, text="Thanks.", now=at(300))
    receive_reply(ticket=ticket, actor=rita, text="And?", now=at(310))
    sweep(now=at(2 * 24 * 60 - 1))
    turns = Event.objects.filter(ticket=ticket, kind=BREACHED, details__metric="next_reply").order_by("id")
    assert [turn.details["run"] for turn in turns] == [1, 2]


def test_silence_is_reminded_of_twice_and_then_closes_unconfirmed(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    start = at(20)
    steps = [silence(now=start + timedelta(days=days)) for days in (1.99, 2, 2.5, 4, 6.99, 7, 8)]
    assert steps == [0, 1, 0, 1, 0, 1, 0]
    assert events(ticket)[-3:] == [EventKind.CONFIRMATION_REMINDED, EventKind.CONFIRMATION_REMINDED, EventKind.TICKET_CLOSED]
    reminders = Event.objects.filter(ticket=ticket, kind=EventKind.CONFIRMATION_REMINDED).order_by("id")
    assert [(event.details, event.actor) for event in reminders] == [({"number": 1}, None), ({"number": 2}, None)]
    found = again(ticket)
    assert (found.status, found.closed_at, found.closed_how, found.confirmed_at) == (
        Status.CLOSED,
        start + 7 * DAY,
        "unanswered",
        None,
    )


def test_a_desk_that_was_down_reminds_before_it_closes(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    for expected in (1, 0):
        assert silence(now=at(20) + 30 * DAY) == expected
    assert (again(ticket).status, again(ticket).reminders, again(ticket).next_step_at) == (Status.RESOLVED, 1, at(20) + 32 * DAY)


def test_a_reopened_ticket_is_reminded_from_its_new_solution(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    silence(now=at(20) + 2 * DAY)
    reopen(ticket=ticket, actor=at_portal(cast.rita), now=at(20) + 3 * DAY)
    assert silence(now=at(20) + 10 * DAY) == 0
    resolve(ticket=ticket, actor=at_desk(cast.amir), solution="Now it is.", now=at(20) + 10 * DAY)
    silence(now=at(20) + 12 * DAY)
    assert last_event(ticket).details == {"number": 1}


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.RESOLVED])
def test_only_a_solution_waits_for_an_answer(cast: Cast, status: Status) -> None:
    make.ticket(cast, status)
    assert silence(now=at(20) + 30 * DAY) == 0
