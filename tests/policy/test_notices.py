"""Who is told what, event by event."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.notices import CONDITIONS, NOTICES, for_event
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Recipient, Role, Status

AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
AMIR, NADIA = 7, 8
OUTSIDE = (Recipient.REQUESTER, Recipient.PARTICIPANTS)


def told(
    kind: EventKind,
    *,
    channel: Channel = Channel.PORTAL,
    by: Channel = Channel.DESK,
    actor: int | None = None,
    assignee: int | None = None,
    status: Status | None = None,
    details: Mapping[str, Any] | None = None,
) -> list[tuple[str, str]]:
    """(notice, recipient) for an event on a ticket that `assignee` holds."""
    placed = Fact(EventKind.TICKET_ASSIGNED, AT, id=1, details={"assignee": assignee, "team": 1})
    fact = Fact(kind, AT, id=2, actor=actor, role=Role.AGENT, channel=by, status=status, details=details or {})
    case = Case("INC-000001", Kind.INCIDENT, channel, AT, AT, (placed, fact))
    return [(notice.name, notice.to.value) for notice in for_event(fact, case, SOP_DEFAULTS)]


def test_every_kind_of_event_has_a_row() -> None:
    assert set(NOTICES) == set(EventKind)


def test_every_condition_that_is_named_exists_and_is_used() -> None:
    assert {notice.when for row in NOTICES.values() for notice in row if notice.when} == set(CONDITIONS)


@pytest.mark.parametrize(
    ("channel", "is_told"),
    [
        (Channel.PORTAL, True),
        (Channel.EMAIL, True),
        (Channel.API, True),
        (Channel.CHAT, True),
        (Channel.PHONE, False),
        (Channel.VISIT, False),
    ],
)
def test_sop1_4_6_receipt_is_acknowledged_to_who_did_not_call_or_come_by(channel: Channel, is_told: bool) -> None:
    assert told(EventKind.TICKET_LOGGED, channel=channel) == ([("acknowledgement", "requester")] if is_told else [])


@pytest.mark.parametrize("kind", [EventKind.TICKET_ASSIGNED, EventKind.TICKET_TRANSFERRED])
def test_sop1_4_4_the_assignee_is_told_of_a_ticket_others_gave_them(kind: EventKind) -> None:
    assert told(kind, actor=AMIR, details={"assignee": NADIA, "team": 1}) == [("assigned", "assignee")]
    assert told(kind, actor=None, details={"assignee": NADIA, "team": 1}) == [("assigned", "assignee")]
    assert told(kind, actor=NADIA, details={"assignee": NADIA, "team": 1}) == [], "who takes a ticket knows it"
    assert told(kind, actor=AMIR, details={"assignee": None, "team": 1}) == [("assigned", "team")]


TO_BOTH = [EventKind.REPLY_SENT, EventKind.REQUESTER_AWAITED]


@pytest.mark.parametrize("kind", TO_BOTH)
def test_sop1_4_6_what_the_desk_writes_goes_to_requester_and_participants(kind: EventKind) -> None:
    assert [recipient for _, recipient in told(kind, actor=AMIR)] == ["requester", "participants"]


def test_sop1_4_6_the_requester_is_asked_to_confirm_and_participants_are_told() -> None:
    assert told(EventKind.TICKET_RESOLVED) == [("please_confirm", "requester"), ("resolved", "participants")]
    assert told(EventKind.CONFIRMATION_REMINDED) == [("confirmation_reminder", "requester")]


def test_sop1_4_6_significant_changes_of_status_are_told_to_the_requester() -> None:
    for kind in (EventKind.WORK_STARTED, EventKind.TICKET_ESCALATED, EventKind.TICKET_REOPENED):
        assert "requester" in [recipient for _, recipient in told(kind, details={"team": 1, "from": 1})]


@pytest.mark.parametrize("kind", [EventKind.RESOLUTION_CONFIRMED, EventKind.TICKET_CLOSED])
def test_a_closed_ticket_is_told_once_by_the_event_that_closes(kind: EventKind) -> None:
    assert told(kind, status=Status.CLOSED) == [("closed", "requester"), ("closed", "participants")]
    assert told(kind) == []


HELD = [
    (EventKind.REPLY_RECEIVED, "requester_replied"),
    (EventKind.CLOCK_AT_RISK, "at_risk"),
    (EventKind.CLOCK_BREACHED, "breached"),
]


@pytest.mark.parametrize(("kind", "name"), HELD)
def test_who_holds_the_ticket_is_told_and_without_a_holder_the_team(kind: EventKind, name: str) -> None:
    assert told(kind, assignee=AMIR) == [(name, "assignee")]
    assert told(kind, assignee=None) == [(name, "team")]


def test_the_holder_is_the_assignee_when_it_happened_and_not_later() -> None:
    placed = Fact(EventKind.TICKET_ASSIGNED, AT, id=1, details={"assignee": AMIR})
    replied = Fact(EventKind.REPLY_RECEIVED, AT, id=2)
    case = Case("INC-000001", Kind.INCIDENT, Channel.PORTAL, AT, AT, (placed, replied))
    later = replace(case, facts=(*case.facts, Fact(EventKind.TICKET_ASSIGNED, AT, id=3, details={"assignee": None})))
    assert for_event(replied, later, SOP_DEFAULTS) == for_event(replied, case, SOP_DEFAULTS) != ()


def test_sop1_3_an_escalation_is_told_to_the_lead_and_to_a_team_that_gets_the_ticket() -> None:
    assert told(EventKind.TICKET_ESCALATED, details={"team": 1, "from": 1}) == [("escalated", "lead"), ("with_specialist", "requester")]
    assert ("escalated", "team") in told(EventKind.TICKET_ESCALATED, details={"team": 2, "from": 1})


def test_a_rung_tells_whom_the_policy_names() -> None:
    assert told(EventKind.RUNG_REACHED, details={"rung": "critical_breached"}) == [("rung_reached", "lead")]
    assert told(EventKind.RUNG_REACHED, details={"rung": "gone_from_the_policy"}) == []


def test_a_merged_ticket_says_where_it_goes_on_and_the_surviving_one_nothing() -> None:
    assert told(EventKind.TICKET_MERGED, details={"side": "from"}) == [("merged", "requester")]
    assert told(EventKind.TICKET_MERGED, details={"side": "into"}) == []


def test_a_note_never_yields_a_public_notice() -> None:
    assert told(EventKind.NOTE_ADDED, actor=NADIA, assignee=AMIR) == [("note", "assignee")]
    assert not any(notice.is_public for notice in NOTICES[EventKind.NOTE_ADDED])


def test_what_goes_outside_is_public_and_nothing_else_is() -> None:
    for row in NOTICES.values():
        assert all(notice.is_public is (notice.to in OUTSIDE) for notice in row)


@pytest.mark.parametrize("kind", list(EventKind))
def test_imported_history_tells_nobody_anything(kind: EventKind) -> None:
    assert (
        told(kind, by=Channel.IMPORT, status=Status.CLOSED, details={"assignee": AMIR, "side": "from", "rung": "critical_breached"}) == []
    )
