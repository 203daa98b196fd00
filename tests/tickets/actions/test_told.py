"""What a notice's journey does to its ticket (SOP 1 §4.6)."""

import pytest

from counterfoil.policy.vocabulary import Channel, ClockState, EventKind, Metric, Role, Status
from counterfoil.tickets.actions.told import confirm_delivery, record_failure
from tests.support import make
from tests.support.cast import Cast
from tests.support.time import at
from tests.tickets.record import again, clock, jobs, last_event


def test_an_accepted_acknowledgement_meets_its_clock(cast: Cast) -> None:
    ticket = confirm_delivery(ticket=make.ticket(cast), notice="acknowledgement", delivery_id=7, now=at(1))
    event = last_event(ticket)
    assert (clock(ticket, Metric.ACKNOWLEDGEMENT).state, clock(ticket, Metric.ACKNOWLEDGEMENT).met_at) == (ClockState.MET, at(1))
    assert (event.kind, event.actor, event.role, event.channel) == (EventKind.NOTICE_ACCEPTED, None, Role.SYSTEM, Channel.SYSTEM)
    assert event.details == {"notice": "acknowledgement", "delivery": 7}


def test_another_notice_meets_nothing(cast: Cast) -> None:
    ticket = confirm_delivery(ticket=make.ticket(cast), notice="work_started", delivery_id=7, now=at(1))
    assert clock(ticket, Metric.ACKNOWLEDGEMENT).met_at is None


@pytest.mark.parametrize("status", Status)
def test_a_failure_is_shown_in_every_status_and_tells_nobody_again(cast: Cast, status: Status) -> None:
    ticket = make.ticket(cast, status)
    waiting = jobs()
    ticket = record_failure(ticket=ticket, notice="acknowledgement", delivery_id=7, now=at(60))
    assert (last_event(ticket).kind, last_event(ticket).fanned_out_at) == (EventKind.NOTICE_FAILED, at(60))
    assert (clock(ticket, Metric.ACKNOWLEDGEMENT).met_at, again(ticket).status, jobs()) == (None, status, waiting)
