"""What the clocks of a ticket show, and why (SOP 1 §5)."""

from dataclasses import fields, replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.policy import clocks
from counterfoil.policy.book import Hours, PolicyBook, Target
from counterfoil.policy.clocks import ClockLedger, Interval, Reading
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.story import Reason
from counterfoil.policy.vocabulary import Channel, ClockState, EventKind, Metric, Role, Status, Unit
from tests.policy.books import PRIORITIES, TARGETS, WEEKDAYS, at, book, case, days, fact, grow, hours, minutes
from tests.support.examples import examples

ACKNOWLEDGEMENT, RESPONSE, NEXT_REPLY, RESOLUTION = Metric
RUNNING, PAUSED, MET, BREACHED = ClockState
BOOK = book()
MICROSECOND = timedelta(microseconds=1)
THOROUGH = settings(max_examples=examples(10_000), deadline=None)


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/Berlin"))


def read(given_case: Case, metric: Metric, as_of: str | None = None) -> Reading:
    found = clocks.reading(given_case, metric, BOOK, None if as_of is None else local(as_of))
    assert found is not None
    return found


def explained(given_case: Case, metric: Metric, as_of: datetime | None = None) -> ClockLedger:
    found = clocks.ledger(given_case, metric, BOOK, as_of)
    assert found is not None
    return found


def await_user(when: str) -> Fact:
    return fact(EventKind.REQUESTER_AWAITED, local(when), status=Status.AWAITING_USER_INPUT)


def user_replies(when: str) -> Fact:
    return fact(EventKind.REPLY_RECEIVED, local(when), role=Role.REQUESTER, status=Status.IN_PROGRESS)


def resume(when: str) -> Fact:
    return fact(EventKind.WORK_RESUMED, local(when), status=Status.IN_PROGRESS)


def reply(when: str) -> Fact:
    return fact(EventKind.REPLY_SENT, local(when))


def resolve(when: str) -> Fact:
    return fact(EventKind.TICKET_RESOLVED, local(when), status=Status.RESOLVED)


def reopen(when: str, role: Role = Role.REQUESTER) -> Fact:
    return fact(EventKind.TICKET_REOPENED, local(when), role=role, status=Status.IN_PROGRESS)


def close(when: str) -> Fact:
    return fact(EventKind.TICKET_CLOSED, local(when), status=Status.CLOSED)


def triage(when: str, priority: str) -> Fact:
    return fact(EventKind.TICKET_TRIAGED, local(when), priority=priority)


MONDAY = "2026-01-05T09:00"


# ── the promises as printed ──


@pytest.mark.parametrize(
    ("priority", "metric", "reported", "due_at"),
    [
        pytest.param(
            "critical", RESPONSE, "2026-01-09T16:50", "2026-01-09T17:20", id="critical responds within 30 minutes, also after hours"
        ),
        pytest.param("critical", RESOLUTION, "2026-01-09T16:50", "2026-01-09T20:50", id="critical is resolved within 4 hours"),
        pytest.param("high", RESPONSE, "2026-01-09T16:50", "2026-01-12T09:50", id="high responds within 1 hour of the desk"),
        pytest.param("high", RESOLUTION, "2026-01-09T16:50", "2026-01-12T16:50", id="high is resolved within 8 hours of the desk"),
        pytest.param("medium", RESPONSE, "2026-01-09T16:50", "2026-01-12T12:50", id="medium responds within 4 hours of the desk"),
        pytest.param("medium", RESOLUTION, "2026-01-09T16:50", "2026-01-13T16:50", id="medium is resolved within 2 business days"),
        pytest.param("low", RESPONSE, "2026-01-09T16:50", "2026-01-12T16:50", id="low responds within 8 hours of the desk"),
        pytest.param("low", RESOLUTION, "2026-01-09T16:50", "2026-01-16T16:50", id="low is resolved within 5 business days"),
    ],
)
def test_sop1_5_promises_hold_to_the_minute(priority: str, metric: Metric, reported: str, due_at: str) -> None:
    assert read(case(local(reported), priority=priority), metric).due_at == local(due_at)
    assert clocks.due(local(reported), TARGETS[metric, priority], BOOK).due_at == local(due_at)


def test_thirty_minutes_over_the_lost_hour_end_an_hour_later_on_the_wall() -> None:
    found = clocks.due(at("2026-03-29T01:45+01:00"), minutes(30), BOOK).due_at
    assert found == at("2026-03-29T03:15+02:00")


# ── pauses, holidays, odd days ──


def desk(
    *intervals: tuple[int, int], friday: tuple[int, int] | None = None, holidays: frozenset[date] = frozenset(), whole_week: bool = False
) -> Hours:
    opened = dict.fromkeys(range(7) if whole_week else WEEKDAYS, intervals or ((540, 1020),))
    if friday is not None:
        opened[4] = (friday,)
    return Hours("desk", "Europe/Berlin", opened, holidays)


EPIPHANY = frozenset({date(2026, 1, 6)})


@pytest.mark.parametrize(
    ("opened", "target", "reported", "pauses", "due_at"),
    [
        pytest.param(
            desk(), hours(8, "desk"), MONDAY, [("2026-01-05T15:00", "2026-01-06T11:00")], "2026-01-06T13:00", id="a pause across a night"
        ),
        pytest.param(
            desk(),
            hours(8, "desk"),
            MONDAY,
            [("2026-01-05T18:00", "2026-01-06T08:00")],
            "2026-01-05T17:00",
            id="due before the pause stays",
        ),
        pytest.param(
            desk(),
            hours(8, "desk"),
            MONDAY,
            [("2026-01-05T17:00", "2026-01-06T12:00")],
            "2026-01-05T17:00",
            id="due as the pause begins stays",
        ),
        pytest.param(
            desk(),
            hours(9, "desk"),
            MONDAY,
            [("2026-01-05T18:00", "2026-01-06T08:00")],
            "2026-01-06T10:00",
            id="a pause at night takes nothing",
        ),
        pytest.param(
            desk(holidays=EPIPHANY),
            hours(8, "desk"),
            MONDAY,
            [("2026-01-05T15:00", "2026-01-07T10:00")],
            "2026-01-07T12:00",
            id="a holiday inside a pause is not counted twice",
        ),
        pytest.param(
            desk(holidays=EPIPHANY),
            days(2, "desk"),
            MONDAY,
            [("2026-01-05T13:00", "2026-01-06T12:00")],
            "2026-01-08T13:00",
            id="a pause that ends on a holiday keeps its half day",
        ),
        pytest.param(
            desk(friday=(540, 780)),
            days(1, "desk"),
            "2026-01-08T13:00",
            [("2026-01-09T09:00", "2026-01-09T11:00")],
            "2026-01-09T13:00",
            id="half of a short Friday is half a day",
        ),
        pytest.param(
            desk((0, 1440), whole_week=True),
            hours(4, "desk"),
            "2026-01-05T22:00",
            [("2026-01-05T23:00", "2026-01-06T01:00")],
            "2026-01-06T04:00",
            id="open to 24:00",
        ),
        pytest.param(
            desk((480, 720), (780, 1080)),
            hours(4, "desk"),
            "2026-01-05T11:00",
            [("2026-01-05T12:15", "2026-01-05T14:00")],
            "2026-01-05T17:00",
            id="a split shift with a pause from the break on",
        ),
        pytest.param(
            desk(), hours(8, "desk"), "2024-02-28T13:00", [("2024-02-29T09:00", "2024-02-29T10:00")], "2024-02-29T14:00", id="a leap day"
        ),
        pytest.param(
            desk(),
            hours(4),
            "2026-03-29T00:00",
            [("2026-03-29T01:30", "2026-03-29T03:30")],
            "2026-03-29T06:00",
            id="a pause over the lost hour takes one hour",
        ),
        pytest.param(
            desk(),
            hours(2, "desk"),
            MONDAY,
            [("2026-01-05T10:00", "2026-01-05T12:00"), ("2026-01-05T11:00", "2026-01-05T13:00"), ("2026-01-05T09:30", "2026-01-05T09:30")],
            "2026-01-05T14:00",
            id="overlapping pauses are one, and one of no length is none",
        ),
        pytest.param(
            desk(),
            hours(2, "desk"),
            MONDAY,
            [("2026-01-05T08:00", "2026-01-05T10:00")],
            "2026-01-05T12:00",
            id="a pause from before the report",
        ),
    ],
)
def test_a_pause_moves_the_due_time(opened: Hours, target: Target, reported: str, pauses: list[tuple[str, str]], due_at: str) -> None:
    found = clocks.due(local(reported), target, book(desk=opened), [(local(start), local(end)) for start, end in pauses])
    assert found.due_at == local(due_at)
    assert found.used == target.amount


def test_a_pause_that_ends_before_it_starts_is_refused() -> None:
    with pytest.raises(ValueError, match="ends before it starts"):
        clocks.due(local(MONDAY), hours(1), BOOK, [(local("2026-01-05T12:00"), local("2026-01-05T11:00"))])


def test_a_ledger_says_of_every_interval_why_it_counts() -> None:
    policy = book(desk=desk(holidays=EPIPHANY))
    waited = case(local("2026-01-05T16:00"), await_user("2026-01-07T10:00"), user_replies("2026-01-07T12:00"), resolve("2026-01-07T13:00"))
    found = clocks.ledger(waited, RESOLUTION, policy)
    assert found is not None
    assert list(found.intervals) == [
        Interval(local("2026-01-05T16:00"), local("2026-01-05T17:00"), Reason.COUNTED, Fraction(1)),
        Interval(local("2026-01-05T17:00"), local("2026-01-06T09:00"), Reason.OUTSIDE_HOURS, Fraction(0)),
        Interval(local("2026-01-06T09:00"), local("2026-01-06T17:00"), Reason.HOLIDAY, Fraction(0)),
        Interval(local("2026-01-06T17:00"), local("2026-01-07T09:00"), Reason.OUTSIDE_HOURS, Fraction(0)),
        Interval(local("2026-01-07T09:00"), local("2026-01-07T10:00"), Reason.COUNTED, Fraction(1)),
        Interval(local("2026-01-07T10:00"), local("2026-01-07T12:00"), Reason.AWAITING_USER_INPUT, Fraction(0)),
        Interval(local("2026-01-07T12:00"), local("2026-01-07T13:00"), Reason.COUNTED, Fraction(1)),
    ]
    assert found.intervals[5].reason.label == "Paused: Awaiting User Input"
    assert found.intervals[1].reason.label == "Outside hours"


def test_a_paused_clock_with_time_left_has_no_due_time() -> None:
    waiting = case(local(MONDAY), await_user("2026-01-05T10:00"))
    found = read(waiting, RESOLUTION, as_of="2026-01-06T10:00")
    assert (found.state, found.due_at, found.warn_at, found.used) == (PAUSED, None, None, Fraction(1))
    assert found.paused_since == local("2026-01-05T10:00")


def test_a_warning_that_was_reached_before_the_pause_stays() -> None:
    waiting = case(local(MONDAY), await_user("2026-01-05T16:00"))
    found = read(waiting, RESOLUTION, as_of="2026-01-06T10:00")
    assert (found.state, found.due_at, found.warn_at) == (PAUSED, None, local("2026-01-05T15:00"))


def test_a_clock_that_was_due_before_the_pause_is_breached() -> None:
    late = case(local(MONDAY), await_user("2026-01-05T18:00"))
    found = read(late, RESOLUTION, as_of="2026-01-06T10:00")
    assert (found.state, found.due_at, found.paused_since) == (BREACHED, local("2026-01-05T17:00"), local("2026-01-05T18:00"))


def test_awaiting_pauses_what_the_policy_says_and_nothing_else() -> None:
    waiting = case(local(MONDAY), reply("2026-01-05T09:10"), user_replies("2026-01-05T09:20"), await_user("2026-01-05T09:30"))
    states = {metric: found.state for metric, found in clocks.readings(waiting, BOOK).items()}
    assert states == {ACKNOWLEDGEMENT: BREACHED, RESPONSE: MET, NEXT_REPLY: MET, RESOLUTION: PAUSED}
    everything = book(pauses={Status.AWAITING_USER_INPUT: frozenset({RESOLUTION}), Status.NEW: frozenset({ACKNOWLEDGEMENT, RESPONSE})})
    fresh = clocks.readings(case(local(MONDAY)), everything, local("2026-01-05T12:00"))
    assert {metric: found.state for metric, found in fresh.items()} == {ACKNOWLEDGEMENT: PAUSED, RESPONSE: PAUSED, RESOLUTION: RUNNING}


# ── acknowledgement ──


def accept(when: str, notice: str = "acknowledgement") -> Fact:
    return fact(EventKind.NOTICE_ACCEPTED, local(when), role=Role.SYSTEM, notice=notice)


def test_the_acknowledgement_is_met_when_its_notice_was_accepted() -> None:
    told = case(local(MONDAY), accept("2026-01-05T09:01", notice="assigned"), accept("2026-01-05T09:02"))
    found = read(told, ACKNOWLEDGEMENT)
    assert (found.state, found.met_at, found.used, found.ended) == (MET, local("2026-01-05T09:02"), Fraction(2), True)


@pytest.mark.parametrize("channel", [Channel.PHONE, Channel.VISIT, Channel.DESK])
def test_no_acknowledgement_is_owed_where_the_policy_names_no_channel(channel: Channel) -> None:
    assert clocks.reading(case(local(MONDAY), channel=channel), ACKNOWLEDGEMENT, BOOK) is None


def test_no_acknowledgement_is_owed_for_an_imported_ticket() -> None:
    imported = case(local(MONDAY), channel=Channel.EMAIL, logged_by=Channel.IMPORT)
    assert set(clocks.readings(imported, BOOK)) == {RESPONSE, RESOLUTION}


# ── first response and next reply ──


@pytest.mark.parametrize(
    "word",
    [
        pytest.param(reply("2026-01-05T09:30"), id="a reply"),
        pytest.param(await_user("2026-01-05T09:30"), id="a question"),
        pytest.param(resolve("2026-01-05T09:30"), id="a solution"),
        pytest.param(fact(EventKind.INTERACTION_RECORDED, local("2026-01-05T09:30"), direction="outbound", kind="call"), id="a call"),
        pytest.param(fact(EventKind.INTERACTION_RECORDED, local("2026-01-05T09:30"), direction="outbound", kind="visit"), id="a visit"),
    ],
)
def test_a_persons_public_word_is_the_first_response(word: Fact) -> None:
    found = read(case(local(MONDAY), word), RESPONSE)
    assert (found.state, found.met_at) == (MET, local("2026-01-05T09:30"))


@pytest.mark.parametrize(
    "word",
    [
        pytest.param(fact(EventKind.NOTE_ADDED, local("2026-01-05T09:30")), id="a note"),
        pytest.param(fact(EventKind.WORK_STARTED, local("2026-01-05T09:30"), status=Status.IN_PROGRESS), id="work"),
        pytest.param(fact(EventKind.REPLY_SENT, local("2026-01-05T09:30"), role=Role.SYSTEM), id="a machine's reply"),
        pytest.param(fact(EventKind.REPLY_SENT, local("2026-01-05T09:30"), role=Role.PARTICIPANT), id="a participant's word"),
        pytest.param(fact(EventKind.REPLY_SENT, local("2026-01-05T09:30"), supplied=True), id="a supplied reply"),
        pytest.param(
            fact(EventKind.INTERACTION_RECORDED, local("2026-01-05T09:30"), direction="inbound", kind="call"), id="a call from outside"
        ),
        pytest.param(
            fact(EventKind.INTERACTION_RECORDED, local("2026-01-05T09:30"), direction="outbound", kind="email"), id="an email's record"
        ),
    ],
)
def test_nothing_else_is_a_response(word: Fact) -> None:
    found = read(case(local(MONDAY), word), RESPONSE)
    assert (found.state, found.met_at) == (RUNNING, None)


@pytest.mark.parametrize(
    "end",
    [close("2026-01-05T09:30"), fact(EventKind.TICKET_MERGED, local("2026-01-05T09:30"), side="from")],
    ids=["closing", "merging away"],
)
def test_what_is_unmet_when_the_ticket_ends_stops_there(end: Fact) -> None:
    ended = case(local(MONDAY), end, reply("2026-01-05T10:30"))
    for metric in (RESPONSE, RESOLUTION):
        found = explained(ended, metric, local("2026-01-09T09:00"))
        assert (found.state, found.met_at, found.ended) == (RUNNING, None, True)
        assert found.intervals[-1].end == local("2026-01-05T09:30")


def test_the_ticket_that_others_are_merged_into_goes_on() -> None:
    kept = case(local(MONDAY), fact(EventKind.TICKET_MERGED, local("2026-01-05T09:30"), side="into"))
    assert not read(kept, RESOLUTION).ended


def test_each_turn_of_the_requester_is_a_run_of_the_next_reply() -> None:
    talk = case(
        local(MONDAY),
        user_replies("2026-01-05T09:10"),  # before the first response: that clock covers it
        reply("2026-01-05T09:20"),
        user_replies("2026-01-05T10:00"),
        user_replies("2026-01-05T10:30"),
        reply("2026-01-05T11:30"),
        reopen("2026-01-05T12:00"),
        reply("2026-01-05T12:10"),
        user_replies("2026-01-05T13:00"),
    )
    found = explained(talk, NEXT_REPLY, local("2026-01-05T13:30"))
    assert (found.run, found.started_at, found.due_at) == (3, local("2026-01-05T13:00"), local("2026-01-05T14:00"))
    assert [(past.run, past.state, past.used) for past in found.past] == [(1, BREACHED, Fraction(3, 2)), (2, MET, Fraction(1, 6))]


def test_there_is_no_next_reply_before_the_first_turn() -> None:
    assert NEXT_REPLY not in clocks.readings(case(local(MONDAY), reply("2026-01-05T09:20")), BOOK)


def test_a_reopening_by_staff_is_no_turn_of_the_requester() -> None:
    solved = case(local(MONDAY), resolve("2026-01-05T09:20"))
    assert NEXT_REPLY in clocks.readings(grow(solved, [reopen("2026-01-05T10:00")]), BOOK)
    assert NEXT_REPLY not in clocks.readings(grow(solved, [reopen("2026-01-05T10:00", role=Role.LEAD)]), BOOK)


# ── resolution ──


def test_to_be_met_at_the_due_instant_is_in_time_and_to_be_unmet_at_it_is_a_breach() -> None:
    assert read(case(local(MONDAY), resolve("2026-01-05T17:00")), RESOLUTION).state is MET
    assert read(case(local(MONDAY)), RESOLUTION, as_of="2026-01-05T17:00").state is BREACHED
    assert read(case(local(MONDAY)), RESOLUTION, as_of="2026-01-05T16:59").state is RUNNING


def test_what_is_met_after_its_due_time_is_breached() -> None:
    found = read(case(local(MONDAY), resolve("2026-01-06T09:01")), RESOLUTION)
    assert (found.state, found.met_at, found.ended) == (BREACHED, local("2026-01-06T09:01"), True)


def test_reopening_lets_the_clock_run_on_without_the_time_while_resolved() -> None:
    solved = case(local(MONDAY), resolve("2026-01-05T11:00"))
    reopened = grow(solved, [reopen("2026-01-06T10:00")])
    assert read(solved, RESOLUTION).state is MET
    running = read(reopened, RESOLUTION)
    assert (running.state, running.met_at, running.due_at, running.used) == (RUNNING, None, local("2026-01-06T16:00"), Fraction(2))
    assert [each.reason for each in explained(reopened, RESOLUTION).intervals] == [Reason.COUNTED, Reason.RESOLVED]
    again = read(grow(reopened, [resolve("2026-01-06T12:00"), close("2026-01-07T12:00")]), RESOLUTION)
    assert (again.state, again.met_at, again.used, again.run) == (MET, local("2026-01-06T12:00"), Fraction(4), 1)


def test_resolving_out_of_a_pause_keeps_the_time_that_was_left() -> None:
    found = read(case(local(MONDAY), await_user("2026-01-05T10:00"), resolve("2026-01-06T10:00")), RESOLUTION)
    assert (found.state, found.used, found.due_at) == (MET, Fraction(1), local("2026-01-06T17:00"))


def test_a_new_priority_applies_from_the_report_and_keeps_past_pauses() -> None:
    paused = case(local(MONDAY), await_user("2026-01-05T10:00"), user_replies("2026-01-05T12:00"), priority="low")
    raised = grow(paused, [triage("2026-01-05T13:00", "critical")])
    assert read(raised, RESOLUTION).due_at == local("2026-01-05T15:00")
    assert read(raised, RESPONSE).target == TARGETS[RESPONSE, "critical"]


def test_a_priority_without_a_target_has_no_clock() -> None:
    policy = book(targets={(RESOLUTION, "low"): days(5, "desk")})
    assert clocks.readings(case(local(MONDAY), priority="high"), policy) == {}
    assert clocks.ledger(case(local(MONDAY), priority="high"), RESOLUTION, policy) is None
    assert set(clocks.readings(case(local(MONDAY), triage("2026-01-05T13:00", "low")), policy)) == {RESOLUTION}


def test_the_clock_of_a_back_dated_ticket_starts_at_the_report() -> None:
    called = case(local(MONDAY), logged=local("2026-01-05T16:00"), channel=Channel.PHONE)
    found = explained(called, RESOLUTION)
    assert (found.started_at, found.used, found.due_at) == (local(MONDAY), Fraction(7), local("2026-01-05T17:00"))


def test_what_was_met_before_the_report_used_no_time() -> None:
    early = case(local("2026-01-05T10:00"), reply("2026-01-05T09:30"), logged=local(MONDAY))
    found = explained(early, RESPONSE)
    assert (found.state, found.used, found.intervals, found.read_at) == (MET, Fraction(0), (), local("2026-01-05T10:00"))


def test_pauses_of_no_length_count_nothing() -> None:
    flicker = case(local(MONDAY), await_user("2026-01-05T10:00"), resume("2026-01-05T10:00"), resolve("2026-01-05T11:00"))
    assert [each.reason for each in explained(flicker, RESOLUTION).intervals] == [Reason.COUNTED]


def test_facts_after_the_instant_are_not_seen() -> None:
    solved = case(local(MONDAY), reply("2026-01-05T09:30"), resolve("2026-01-05T11:00"))
    assert read(solved, RESOLUTION, as_of="2026-01-05T10:00").state is RUNNING
    assert clocks.readings(solved, BOOK, local("2026-01-05T08:00")) == {}


def test_the_events_of_the_sweep_are_noted_for_their_run_only() -> None:
    def noted(kind: EventKind, metric: Metric, run: int) -> Fact:
        return fact(kind, local("2026-01-05T16:00"), role=Role.SYSTEM, metric=metric.value, run=run)

    swept = case(
        local(MONDAY),
        reply("2026-01-05T09:20"),
        user_replies("2026-01-05T10:00"),
        reply("2026-01-05T11:30"),
        user_replies("2026-01-05T12:00"),
        noted(EventKind.CLOCK_BREACHED, NEXT_REPLY, 1),
        noted(EventKind.CLOCK_AT_RISK, NEXT_REPLY, 2),
    )
    found = explained(swept, NEXT_REPLY)
    assert (found.noted_risk, found.noted_breach) == (True, False)
    assert (found.past[0].noted_risk, found.past[0].noted_breach) == (False, True)


def test_any_share_of_the_target_has_its_instant() -> None:
    paused = case(local(MONDAY), await_user("2026-01-05T10:00"), user_replies("2026-01-05T12:00"))
    found = read(paused, RESOLUTION)
    assert clocks.instant_of_share(found, Fraction(1, 16), BOOK) == local("2026-01-05T09:30")
    assert clocks.instant_of_share(found, Fraction(1, 2), BOOK) == local("2026-01-05T15:00")
    assert clocks.instant_of_share(found, Fraction(5, 4), BOOK) == local("2026-01-06T13:00")


def test_a_share_is_reckoned_from_the_end_of_a_pause_on() -> None:
    paused = case(local(MONDAY), await_user("2026-01-05T10:00"))
    assert clocks.instant_of_share(read(paused, RESOLUTION, as_of="2026-01-05T11:00"), Fraction(1, 2), BOOK) is None
    solved = read(grow(paused, [resolve("2026-01-05T16:00")]), RESOLUTION)
    assert clocks.instant_of_share(solved, Fraction(1, 2), BOOK) == local("2026-01-06T11:00")


# ── properties ──

STEPS: dict[str, tuple[Fact, ...]] = {
    "accept": (accept(MONDAY),),
    "reply": (reply(MONDAY),),
    "note": (fact(EventKind.NOTE_ADDED, local(MONDAY)),),
    "await": (await_user(MONDAY),),
    "user replies": (user_replies(MONDAY),),
    "resume": (resume(MONDAY),),
    "flicker": (await_user(MONDAY), resume(MONDAY)),
    "escalate": (fact(EventKind.TICKET_ESCALATED, local(MONDAY), status=Status.ESCALATED),),
    "resolve": (resolve(MONDAY),),
    "reopen": (reopen(MONDAY),),
    "close": (close(MONDAY),),
    "merge": (fact(EventKind.TICKET_MERGED, local(MONDAY), side="from"),),
    **{priority: (triage(MONDAY, priority),) for priority in PRIORITIES},
}
ENDS = {"close", "merge"}
GAPS = st.sampled_from(
    [timedelta(0), timedelta(0), *(timedelta(minutes=n, microseconds=n % 7) for n in (1, 5, 29, 60, 200, 480, 900, 1440, 4000))]
)
STARTS = st.sampled_from([at("2026-03-27T08:00"), at("2026-10-23T14:59:59.999999"), at("2026-01-05T08:00"), at("2026-01-03T12:00")])
SHORT_FRIDAY = book(desk=desk((480, 720), (780, 1020), friday=(540, 780), holidays=EPIPHANY | {date(2026, 3, 30)}))
LEAVES_NOTHING_OPEN = book(
    pauses={Status.AWAITING_USER_INPUT: frozenset(Metric), Status.ESCALATED: frozenset({RESOLUTION, RESPONSE})}, warn_share=Fraction(1, 3)
)
BOOKS = st.sampled_from([BOOK, SHORT_FRIDAY, LEAVES_NOTHING_OPEN])


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """Any facts in any order, many at one instant: what a clock shows never depends on the lifecycle being kept."""
    now = draw(STARTS)
    told = []
    for step, gap in draw(st.lists(st.tuples(st.sampled_from(sorted(STEPS)), GAPS), max_size=9)):
        now += gap
        told += [replace(each, at=now) for each in STEPS[step]]
    reported = draw(STARTS.filter(lambda start: start <= now)) if not told else told[0].at - draw(GAPS)
    return case(reported, *told, priority=draw(st.sampled_from(PRIORITIES)), logged=told[0].at if told else now)


@THOROUGH
@given(cases(), st.sampled_from(Metric), BOOKS, GAPS)
def test_the_ledger_proves_the_reading(drawn: Case, metric: Metric, policy: PolicyBook, later: timedelta) -> None:
    as_of = drawn.as_of + later
    found, shown = clocks.ledger(drawn, metric, policy, as_of), clocks.readings(drawn, policy, as_of).get(metric)
    if found is None or shown is None:
        assert found is shown
        return
    assert [getattr(found, each.name) for each in fields(Reading)] == [getattr(shown, each.name) for each in fields(Reading)]
    assert clocks.instant_of_share(shown, policy.warn_share, policy) == shown.warn_at
    assert clocks.instant_of_share(shown, Fraction(1), policy) == shown.due_at
    assert sum(each.amount for each in found.intervals) == found.used
    edges = [found.started_at, *(each.end for each in found.intervals)]
    assert [each.start for each in found.intervals] == edges[:-1]
    assert all(each.start < each.end and each.counted is (each.amount > 0) for each in found.intervals)
    assert edges[-1] == found.read_at == max(found.started_at, found.met_at or (found.read_at if found.ended else as_of))
    # The state follows from what is shown beside it.
    is_late = found.due_at is not None and (found.met_at > found.due_at if found.met_at else edges[-1] >= found.due_at)
    assert (found.state is BREACHED) is is_late
    assert is_late or (found.state is MET) is (found.met_at is not None)
    if found.due_at is not None and found.due_at <= edges[-1]:
        # A business day is rounded up to the microsecond.
        assert 0 <= used_by(found.due_at, found) - found.target.amount < Fraction(1, 10**9)


def used_by(instant: datetime, found: ClockLedger) -> Fraction:
    """What the ledger counted before an instant; a counted interval grows evenly, because none here crosses midnight."""
    begun = [each for each in found.intervals if each.start < instant]
    shares = [Fraction((min(instant, each.end) - each.start) // MICROSECOND, (each.end - each.start) // MICROSECOND) for each in begun]
    return sum((each.amount * share for each, share in zip(begun, shares, strict=True)), Fraction(0))


@THOROUGH
@given(cases(), BOOKS, st.data())
def test_what_was_shown_after_a_fact_is_what_all_facts_show_of_that_instant(drawn: Case, policy: PolicyBook, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, len(drawn.facts)))
    then = replace(drawn, facts=drawn.facts[:count])
    if count == len(drawn.facts) or drawn.facts[count].at > then.as_of:
        assert clocks.readings(drawn, policy, then.as_of) == clocks.readings(then, policy)


@THOROUGH
@given(cases(), st.sampled_from(PRIORITIES), BOOKS)
def test_a_new_priority_shows_what_it_would_have_shown_from_the_report_on(drawn: Case, priority: str, policy: PolicyBook) -> None:
    raised = grow(drawn, [fact(EventKind.TICKET_TRIAGED, drawn.as_of, priority=priority)])
    unranked = tuple(replace(each, priority=None) for each in drawn.facts[1:])
    from_the_start = replace(drawn, facts=(replace(drawn.facts[0], priority=priority), *unranked))
    assert clocks.readings(raised, policy) == clocks.readings(from_the_start, policy)
    before, after = clocks.ledger(drawn, RESOLUTION, policy), clocks.ledger(raised, RESOLUTION, policy)
    assert before is not None
    assert after is not None
    assert pauses_of(before) == pauses_of(after)


def pauses_of(found: ClockLedger) -> list[Interval]:
    hours_of_the_desk = {Reason.COUNTED, Reason.OUTSIDE_HOURS, Reason.HOLIDAY}
    return [each for each in found.intervals if each.reason not in hours_of_the_desk]


TARGETS_OF_ALL_KINDS = st.builds(
    Target, st.fractions(Fraction(1, 8), 5, max_denominator=8), st.sampled_from(Unit), st.sampled_from([None, "desk"])
)
OFFSETS = st.timedeltas(timedelta(days=-1), timedelta(days=6))
LENGTHS = st.timedeltas(timedelta(0), timedelta(days=3))
PAUSES = st.lists(st.tuples(OFFSETS, LENGTHS), max_size=3)


@THOROUGH
@given(STARTS, TARGETS_OF_ALL_KINDS, BOOKS, PAUSES, OFFSETS, LENGTHS)
def test_a_pause_never_moves_a_due_time_earlier(
    start: datetime, target: Target, policy: PolicyBook, others: list[tuple[timedelta, timedelta]], offset: timedelta, length: timedelta
) -> None:
    pauses = [(start + begins, start + begins + lasts) for begins, lasts in others]
    without = clocks.due(start, target, policy, pauses)
    paused = clocks.due(start, target, policy, [*pauses, (start + offset, start + offset + length)])
    assert without.due_at is not None
    assert paused.due_at is not None
    assert paused.due_at >= without.due_at
