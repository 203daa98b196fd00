"""What must be written down before a ticket is resolved or closed, and what silence leads to."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.policy.closure import (
    Documentation,
    Ending,
    Incomplete,
    ItemState,
    Next,
    Step,
    checklist,
    is_rating_open,
    missing_to_close,
    missing_to_resolve,
    next_step,
    require_to_close,
    require_to_resolve,
    silence,
)
from counterfoil.policy.parse import SOP_DEFAULTS

COMPLETE = Documentation("Rita", "rita@fernhill.example", "VPN drops", "network/vpn", "Amir", "New firmware", Ending.CONFIRMED)
RESOLVED_AT = datetime(2026, 3, 2, 10, tzinfo=UTC)
DAY = timedelta(days=1)

MISSING = [
    ("requester", "requester’s name (SOP 1 §4.2)"),
    ("contact", "requester’s address or number (SOP 1 §4.2)"),
    ("description", "description (SOP 1 §4.2)"),
    ("category", "category (SOP 1 §4.3)"),
    ("assignee", "assignee (SOP 2 §3.1)"),
    ("solution", "documented solution (SOP 1 §4.7)"),
]


@pytest.mark.parametrize(("name", "words"), MISSING)
@pytest.mark.parametrize("value", ["", " \n"])
def test_each_missing_thing_is_named_with_its_clause(name: str, words: str, value: str) -> None:
    documentation = replace(COMPLETE, **{name: value})  # type: ignore[arg-type]
    assert missing_to_resolve(documentation) == missing_to_close(documentation) == (words,)
    with pytest.raises(Incomplete) as caught:
        require_to_resolve(documentation)
    assert caught.value.missing == (words,)
    assert str(caught.value) == f"Still missing: {words}."


def test_all_that_is_missing_is_named_at_once() -> None:
    assert missing_to_resolve(Documentation()) == tuple(words for _, words in MISSING)


def test_a_complete_ticket_may_be_resolved_and_closed() -> None:
    require_to_resolve(replace(COMPLETE, ending=None))
    require_to_close(COMPLETE)


def test_no_ticket_closes_without_confirmation_silence_or_a_reason() -> None:
    with pytest.raises(Incomplete, match="confirmation, their silence after the reminders, or a reason"):
        require_to_close(replace(COMPLETE, ending=None))
    for ending in Ending:
        require_to_close(replace(COMPLETE, ending=ending))


def test_the_checklist_says_what_is_met_and_what_is_pending() -> None:
    items = {item.words: item.state for item in checklist(replace(COMPLETE, solution="", ending=None))}
    assert items["Requester’s name"] is ItemState.MET
    assert items["Documented solution"] is ItemState.PENDING
    assert items["Solution confirmed by the requester"] is ItemState.PENDING
    assert items["Satisfaction asked"] is ItemState.PENDING
    assert {item.clause for item in checklist(COMPLETE)} >= {"SOP 1 §4.2", "SOP 1 §4.3", "SOP 1 §4.6", "SOP 1 §4.7", "SOP 2 §3.1"}


@pytest.mark.parametrize(
    ("ending", "state"),
    [(Ending.CONFIRMED, ItemState.MET), (Ending.UNANSWERED, ItemState.NOT_NEEDED), (Ending.REASONED, ItemState.NOT_NEEDED)],
)
def test_silence_and_a_reason_never_count_as_confirmed(ending: Ending, state: ItemState) -> None:
    items = {item.words: item.state for item in checklist(replace(COMPLETE, ending=ending), is_rating_asked=True)}
    assert items["Solution confirmed by the requester"] is state
    assert items["Satisfaction asked"] is ItemState.MET


SILENCE = [
    ("nothing sent yet", (), Step(Next.REMIND, RESOLVED_AT + 2 * DAY, 1)),
    ("reminded on time", (2 * DAY,), Step(Next.REMIND, RESOLVED_AT + 4 * DAY, 2)),
    ("reminded late, so the next comes later too", (5 * DAY,), Step(Next.REMIND, RESOLVED_AT + 7 * DAY, 2)),
    ("both reminders on time", (2 * DAY, 4 * DAY), Step(Next.CLOSE, RESOLVED_AT + 7 * DAY)),
    ("the last one late, so closing comes later too", (2 * DAY, 9 * DAY), Step(Next.CLOSE, RESOLVED_AT + 12 * DAY)),
    ("more reminders than the policy has now", (2 * DAY, 4 * DAY, 5 * DAY), Step(Next.CLOSE, RESOLVED_AT + 7 * DAY)),
]


@pytest.mark.parametrize(("title", "sent", "step"), SILENCE)
def test_silence_leads_to_reminders_and_then_to_closing(title: str, sent: tuple[timedelta, ...], step: Step) -> None:
    reminders = [RESOLVED_AT + after for after in sent]
    assert next_step(resolved_at=RESOLVED_AT, reminders=reminders, book=SOP_DEFAULTS) == step, title


def test_a_step_is_due_from_its_instant_on() -> None:
    due = RESOLVED_AT + 2 * DAY
    assert silence(resolved_at=RESOLVED_AT, reminders=(), book=SOP_DEFAULTS, now=due - timedelta(microseconds=1)) is None
    assert silence(resolved_at=RESOLVED_AT, reminders=(), book=SOP_DEFAULTS, now=due) == Step(Next.REMIND, due, 1)


@given(st.lists(st.timedeltas(timedelta(minutes=1), timedelta(days=30)), min_size=1, max_size=60))
def test_however_late_the_sweeps_come_two_reminders_and_three_days_go_before_closing(waits: list[timedelta]) -> None:
    now, reminders = RESOLVED_AT, list[datetime]()
    for wait in waits:
        now += wait
        step = silence(resolved_at=RESOLVED_AT, reminders=reminders, book=SOP_DEFAULTS, now=now)
        if step and step.what is Next.CLOSE:
            assert len(reminders) == 2
            assert now - reminders[-1] >= 3 * DAY
            assert now - RESOLVED_AT >= 7 * DAY
            return
        if step:
            reminders.append(now)


def test_a_rating_may_be_given_until_seven_days_after_closing() -> None:
    closed_at = RESOLVED_AT
    assert is_rating_open(closed_at=None, book=SOP_DEFAULTS, now=closed_at + 99 * DAY)
    assert is_rating_open(closed_at=closed_at, book=SOP_DEFAULTS, now=closed_at + 7 * DAY - timedelta(microseconds=1))
    assert not is_rating_open(closed_at=closed_at, book=SOP_DEFAULTS, now=closed_at + 7 * DAY)
