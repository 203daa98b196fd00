"""Escalate and take back (SOP 1 §3, §4.5)."""

import pytest

from counterfoil.policy.vocabulary import EventKind, Metric, Status
from counterfoil.tickets.actions.escalate import de_escalate, escalate
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import MessageKind
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, clock, last_event, last_message


def test_an_escalation_has_an_instant_and_a_reason_that_stays_inside(cast: Cast) -> None:
    ticket = escalate(ticket=make.ticket(cast), actor=at_desk(cast.amir), reason="Beyond me.", now=at(10))
    event, note = last_event(ticket), last_message(ticket)
    assert (again(ticket).status, again(ticket).escalated_at, again(ticket).assignee) == (Status.ESCALATED, at(10), cast.amir)
    assert (event.kind, event.message, event.status) == (EventKind.TICKET_ESCALATED, note, Status.ESCALATED)
    assert (note.kind, note.is_public, note.body) == (MessageKind.NOTE, False, "Beyond me.")
    assert event.details == {"team": cast.desk.id, "assignee": cast.amir.id, "from": cast.desk.id}


def test_a_specialist_team_has_it_unassigned(cast: Cast) -> None:
    cast.nadia  # noqa: B018
    ticket = escalate(ticket=make.ticket(cast), actor=at_desk(cast.amir), reason="Theirs.", team=cast.network, now=at(10))
    assert (again(ticket).team, again(ticket).assignee) == (cast.network, None)
    assert last_event(ticket).details == {"team": cast.network.id, "assignee": None, "from": cast.desk.id}


def test_escalating_what_waits_starts_the_clock_again(cast: Cast) -> None:
    ticket = escalate(ticket=make.ticket(cast, Status.AWAITING_USER_INPUT), actor=at_desk(cast.amir), reason="Urgent.", now=at(40))
    assert clock(ticket, Metric.RESOLUTION).due_at == at(2 * 24 * 60 + 30)


@pytest.mark.parametrize("reason", ["", " \r\n", "\0", "x" * 501])
def test_an_escalation_without_a_fitting_reason_is_none(cast: Cast, reason: str) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid) as caught:
        escalate(ticket=ticket, actor=at_desk(cast.amir), reason=reason, now=at(10))
    assert (caught.value.field, again(ticket).escalated_at) == ("reason", None)


@pytest.mark.parametrize(("reason", "kind"), [("Ours after all.", MessageKind.NOTE), ("", None), ("\u00a0\x01", None)])
def test_taking_it_back_ends_the_escalation(cast: Cast, reason: str, kind: MessageKind | None) -> None:
    ticket = de_escalate(ticket=make.ticket(cast, Status.ESCALATED), actor=at_desk(cast.amir), reason=reason, now=at(20))
    event = last_event(ticket)
    assert (again(ticket).status, again(ticket).escalated_at) == (Status.IN_PROGRESS, None)
    assert (event.kind, event.message.kind if event.message else None) == (EventKind.TICKET_DE_ESCALATED, kind)
