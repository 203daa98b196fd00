"""The clocks of a ticket as a function of its facts, the policy and a calendar (SOP 1 §5).

Nothing starts, pauses or meets a clock: what happened to the ticket says what the clock shows, to the microsecond,
and the ledger says why. The target is that of the current priority and applies from the report on; past pauses stay.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, replace
from datetime import datetime
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from counterfoil.policy.book import PolicyBook, Target
from counterfoil.policy.calendar import DAY, ELAPSED, HOUR, MINUTE, Amount, BusinessCalendar, Gauge, from_micros, to_micros
from counterfoil.policy.facts import Case
from counterfoil.policy.story import Reason, Run, Story
from counterfoil.policy.vocabulary import ClockState, EventKind, Metric, Unit

WHOLE = Fraction(1)
Ran = tuple[int, int, Amount]
MICROSECONDS = {Unit.MINUTES: MINUTE, Unit.HOURS: HOUR, Unit.DAYS: DAY}


class Interval(NamedTuple):
    """A stretch of a ledger. `amount` is what it counts in the target's unit, 0 unless the reason is `counted`."""

    start: datetime
    end: datetime
    reason: Reason
    amount: Fraction

    @property
    def counted(self) -> bool:
        return self.reason is Reason.COUNTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What one clock shows at an instant. All instants are in UTC.

    `run` counts the requester's turns for next_reply and is 1 for the other metrics. `read_at` is the instant it shows:
    when it was met or stopped, else the one asked for. `used` is in the target's unit.
    `due_at` and `warn_at` are None while a pause keeps them open. `paused_since` is also given when a breached clock
    is paused. `ended` is true once nothing can change the clock but a reopening: it was met, or its ticket was closed or
    merged away before. `noted_risk` and `noted_breach` tell that the ticket already has the event for this run.
    `ran` are the stretches without pauses, closed hours included: start, end and amount as `calendar.Gauge` counts them.
    """

    metric: Metric
    run: int
    target: Target
    started_at: datetime
    read_at: datetime
    due_at: datetime | None
    warn_at: datetime | None
    met_at: datetime | None
    paused_since: datetime | None
    state: ClockState
    used: Fraction
    ended: bool
    noted_risk: bool
    noted_breach: bool
    ran: tuple[Ran, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockLedger(Reading):
    """A reading with its proof: `intervals` tile the time from the start to the end of the clock, or to the instant read.

    The counted ones sum to `used`. `past` are the earlier runs of the same metric.
    """

    intervals: tuple[Interval, ...]
    past: tuple[Reading, ...]


def readings(case: Case, book: PolicyBook, as_of: datetime | None = None) -> dict[Metric, Reading]:
    """Every clock the ticket has, in its current run; a metric without a clock is absent (SOP 1 §5).

    `as_of` is the instant of the last fact if not given; later facts than that are not seen. NeverOpen as in `calendar`.
    """
    story = Story.of(case, book, as_of)
    return {metric: _reading(clock, book) for metric in Metric if (clock := _clock_of(story, metric, book)) is not None}


def reading(case: Case, metric: Metric, book: PolicyBook, as_of: datetime | None = None) -> Reading | None:
    """One of `readings`, or None."""
    clock = _clock_of(Story.of(case, book, as_of), metric, book)
    return None if clock is None else _reading(clock, book)


def ledger(case: Case, metric: Metric, book: PolicyBook, as_of: datetime | None = None) -> ClockLedger | None:
    """The reading with every interval that counted or did not, and why; None where there is no clock."""
    story = Story.of(case, book, as_of)
    clock = _clock_of(story, metric, book)
    if clock is None:
        return None
    past = (_clock_of(story, metric, book, run) for run in story.runs[metric][:-1])
    return _ledger(clock, book, tuple(_reading(each, book) for each in past if each is not None))


def due(
    reported_at: datetime,
    target: Target,
    book: PolicyBook,
    pauses: Iterable[tuple[datetime, datetime]] = (),
    metric: Metric = Metric.RESOLUTION,
) -> ClockLedger:
    """The ledger, up to its due instant, of a clock that starts at `reported_at` and is never met.

    Pauses may come in any order and overlap. Raises ValueError for one that ends before it starts, NeverOpen as in `calendar`.
    """
    changes = _pause_changes(pauses)
    start = to_micros(reported_at)
    clock = _Clock(metric, Run(1, start), target, changes, end=max([start, *(at for at, _ in changes)]))
    due_at = _reading(clock, book).due_at
    assert due_at is not None, "a clock is not paused after its last pause"
    return _ledger(replace(clock, end=to_micros(due_at)), book, ())


def instant_of_share(reading: Reading, share: Fraction, book: PolicyBook) -> datetime | None:
    """The instant by which this share of the target is used; None while a pause keeps it open (SOP 1 §3)."""
    measure = _Measure.of(reading.target, book)
    goes_on_from = None if reading.paused_since is not None else to_micros(reading.read_at)
    return _instant(measure.reached(reading.ran, measure.amount(reading.target.amount, share), goes_on_from))


@dataclass(slots=True)
class _Clock:
    """All that a reading depends on. `changes` are the instants from which another reason holds; before them time counts."""

    metric: Metric
    run: Run
    target: Target
    changes: list[tuple[int, Reason]]
    end: int
    is_stopped: bool = False
    noted_risk: bool = False
    noted_breach: bool = False


def _clock_of(story: Story, metric: Metric, book: PolicyBook, run: Run | None = None) -> _Clock | None:
    target = book.target(metric, story.priority)
    if target is None or not story.runs[metric]:
        return None
    run = run or story.runs[metric][-1]
    return _Clock(
        metric,
        run,
        target,
        story.changes(metric, book),
        end=story.end_of(run),
        is_stopped=story.stopped is not None,
        noted_risk=(EventKind.CLOCK_AT_RISK, metric, run.number) in story.noted,
        noted_breach=(EventKind.CLOCK_BREACHED, metric, run.number) in story.noted,
    )


def _pause_changes(pauses: Iterable[tuple[datetime, datetime]]) -> list[tuple[int, Reason]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted((to_micros(start), to_micros(end)) for start, end in pauses):
        if end < start:
            raise ValueError(f"The pause from {from_micros(start):%Y-%m-%d %H:%M} (UTC) ends before it starts.")
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return [change for start, end in joined for change in ((start, Reason.PAUSED), (end, Reason.COUNTED))]


class _Measure(NamedTuple):
    """How a target is measured. `calendar` is None around the clock."""

    gauge: Gauge
    per_unit: int
    calendar: BusinessCalendar | None

    @classmethod
    def of(cls, target: Target, book: PolicyBook) -> "_Measure":
        if target.calendar is None:
            return cls(ELAPSED, MICROSECONDS[target.unit], None)
        calendar = BusinessCalendar.of(book.calendars[target.calendar])
        if target.unit is Unit.DAYS:
            return cls(calendar.days, 1, calendar)
        return cls(calendar.time, MICROSECONDS[target.unit], calendar)

    def amount(self, units: Fraction, share: Fraction) -> Amount:
        """A share of the units as the gauge counts them: exact business days, or microseconds, of which part of one counts as one."""
        parts = units.numerator * share.numerator * self.per_unit
        whole = units.denominator * share.denominator
        return Fraction(parts, whole) if self.per_unit == 1 else -(-parts // whole)

    def reached(self, ran: Iterable[Ran], amount: Amount, goes_on_from: int | None) -> int | None:
        """The instant at which the stretches that ran used up the amount, or will, when the clock goes on."""
        for start, _, used in ran:
            if used >= amount:
                return self.gauge.reach(start, amount)
            amount -= used
        return None if goes_on_from is None else self.gauge.reach(goes_on_from, amount)


def _reading(clock: _Clock, book: PolicyBook) -> Reading:
    run, target = clock.run, clock.target
    measure = _Measure.of(target, book)
    stretches, paused = _stretches(clock)
    ran = tuple((start, end, measure.gauge.used(start, end)) for start, end, reason in stretches if reason is Reason.COUNTED)
    if run.met is not None:
        paused = None
    goes_on_from = clock.end if paused is None else None
    due = measure.reached(ran, measure.amount(target.amount, WHOLE), goes_on_from)
    return Reading(
        metric=clock.metric,
        run=run.number,
        target=target,
        started_at=from_micros(run.started),
        read_at=from_micros(clock.end),
        due_at=_instant(due),
        warn_at=_instant(measure.reached(ran, measure.amount(target.amount, book.warn_share), goes_on_from)),
        met_at=_instant(run.met),
        paused_since=_instant(paused),
        state=_state(due, run.met, clock.end, paused),
        used=Fraction(sum(used for _, _, used in ran), measure.per_unit),
        ended=clock.is_stopped or run.met is not None,
        noted_risk=clock.noted_risk,
        noted_breach=clock.noted_breach,
        ran=ran,
    )


def _instant(at: int | None) -> datetime | None:
    return None if at is None else from_micros(at)


def _state(due: int | None, met: int | None, end: int, paused: int | None) -> ClockState:
    """To be met at the due instant is in time; to be unmet at it is a breach."""
    if due is not None and (met > due if met is not None else end >= due):
        return ClockState.BREACHED
    if met is not None:
        return ClockState.MET
    return ClockState.RUNNING if paused is None else ClockState.PAUSED


def _stretches(clock: _Clock) -> tuple[list[tuple[int, int, Reason]], int | None]:
    """The time of the clock cut where its reason changes, and since when it is paused at its end, if it is."""
    found: list[tuple[int, int, Reason]] = []
    since, reason = clock.run.started, Reason.COUNTED
    for at, then in clock.changes:
        if at > clock.end:
            break
        if then is reason:
            continue
        if at > since:
            found.append((since, at, reason))
            since = at
        elif found and found[-1][2] is then:
            since = found.pop()[0]
        reason = then
    if clock.end > since:
        found.append((since, clock.end, reason))
    if reason is Reason.COUNTED:
        return found, None
    pauses = takewhile(lambda stretch: stretch[2] is not Reason.COUNTED, reversed(found))
    return found, min((start for start, _, _ in pauses), default=since)


def _ledger(clock: _Clock, book: PolicyBook, past: tuple[Reading, ...]) -> ClockLedger:
    reading = _reading(clock, book)
    values = {each.name: getattr(reading, each.name) for each in fields(reading)}
    return ClockLedger(**values, intervals=tuple(_intervals(clock, _Measure.of(clock.target, book))), past=past)


def _intervals(clock: _Clock, measure: _Measure) -> Iterator[Interval]:
    stretches, _ = _stretches(clock)
    for start, end, paused in stretches:
        pieces = _by_hours(measure.calendar, start, end) if paused is Reason.COUNTED else [(start, end, paused)]
        for first, last, reason in pieces:
            amount = measure.gauge.used(first, last) if reason is Reason.COUNTED else 0
            yield Interval(from_micros(first), from_micros(last), reason, Fraction(amount, measure.per_unit))


def _by_hours(calendar: BusinessCalendar | None, start: int, end: int) -> Iterator[tuple[int, int, Reason]]:
    if calendar is None:
        yield start, end, Reason.COUNTED
        return
    open_hours = [(first, last, Reason.COUNTED) for first, last in calendar.open_spans(start, end)]
    holidays = [(first, last, Reason.HOLIDAY) for first, last in calendar.holiday_spans(start, end)]
    at = start
    for first, last, reason in sorted(open_hours + holidays):
        if first > at:
            yield at, first, Reason.OUTSIDE_HOURS
        yield first, last, reason
        at = last
    if at < end:
        yield at, end, Reason.OUTSIDE_HOURS
