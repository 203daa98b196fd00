"""Working time: which instants are open, and how far one lies from another in open time and in business days.

An instant is open when its local wall time lies in an open interval of its local date and that date is no holiday.
Everything else follows from this sentence, also where the wall clock jumps: missing minutes are never open,
repeated minutes are open twice, and a date that a zone left out is no business day.

Inside, an instant is an integer of microseconds since 1970 in UTC (`to_micros`), so that nothing is ever rounded by accident.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import accumulate, pairwise
from math import ceil, lcm
from operator import attrgetter
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from counterfoil.policy.book import Hours

Amount = int | Fraction
Spans = list[tuple[int, int]]
Weekdays = tuple[tuple[int, tuple[tuple[int, int], ...]], ...]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
TWO_YEARS = 731 * DAY
CENTURY = 36_525 * DAY

EPOCH_ORDINAL = EPOCH.toordinal()
EPOCH_WEEKDAY = EPOCH.weekday()
BLOCK = 364 * DAY
# The date line has moved a local date by a whole day: the days about a block's edges must be seen whole to know their length.
MARGIN = 3 * DAY


class NeverOpen(ValueError):
    """A calendar has no open time within two years."""


class OutOfReach(ValueError):
    """An instant or a distance beyond what a calendar reckons with: a century, and the years 1 to 9999."""


class Gauge(Protocol):
    """A way to measure time between instants in microseconds; amounts are microseconds too, or business days."""

    def used(self, start: int, end: int) -> Amount:
        """The amount in [start, end), 0 when `end` is not after `start`."""

    def reach(self, start: int, amount: Amount) -> int:
        """The earliest instant by which the amount has passed since `start`."""


class Elapsed:
    """The gauge that never stands still."""

    def used(self, start: int, end: int) -> Amount:
        return max(end - start, 0)

    def reach(self, start: int, amount: Amount) -> int:
        return start + ceil(amount)


ELAPSED = Elapsed()


class BusinessCalendar:
    """The open hours of one zone with its holidays. `of` gives one and the same calendar for equal hours.

    Starts and ends are aware; results are in UTC. NeverOpen and OutOfReach name in words what cannot be reckoned.
    """

    def __init__(self, name: str, zone: str, weekdays: Weekdays, holidays: frozenset[date]) -> None:
        self.name = name
        self.zone = ZoneInfo(zone)
        self.time = WorkingGauge(self, attrgetter("time"))
        self.days = WorkingGauge(self, attrgetter("days"))
        self._weekdays = dict(weekdays)
        self._holidays = {on.toordinal() - EPOCH_ORDINAL for on in holidays}
        self._blocks: dict[int, Block] = {}

    @classmethod
    def of(cls, hours: Hours) -> "BusinessCalendar":
        """The calendar of these hours, made once per value."""
        return _calendar(hours.name, hours.zone, tuple(hours.open.items()), hours.holidays)

    def add(self, start: datetime, duration: timedelta) -> datetime:
        """The earliest instant u with `duration` of open time in [start, u): a closing time, never the next opening."""
        return from_micros(self.time.reach(to_micros(start), _not_negative(duration // MICROSECOND)))

    def subtract(self, end: datetime, duration: timedelta) -> datetime:
        """The latest instant s with `duration` of open time in [s, end)."""
        return from_micros(self.time.reach_back(to_micros(end), _not_negative(duration // MICROSECOND)))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The open time in [start, end), zero when `end` is not after `start`."""
        return int(self.time.used(to_micros(start), to_micros(end))) * MICROSECOND

    def add_days(self, start: datetime, days: Fraction) -> datetime:
        """The earliest whole microsecond by which `days` business days have passed since `start`.

        Each day counts by the share of its own open time that has passed, so that a short Friday is one day.
        """
        return from_micros(self.days.reach(to_micros(start), _not_negative(days)))

    def subtract_days(self, end: datetime, days: Fraction) -> datetime:
        """The latest whole microsecond with at least `days` business days from it to `end`."""
        return from_micros(self.days.reach_back(to_micros(end), _not_negative(days)))

    def days_between(self, start: datetime, end: datetime) -> Fraction:
        """The business days in [start, end), exactly; zero when `end` is not after `start`."""
        return Fraction(self.days.used(to_micros(start), to_micros(end)))

    def open_intervals(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The open stretches of [start, end) in order; stretches that touch are one."""
        return [(from_micros(a), from_micros(b)) for a, b in self.open_spans(to_micros(start), to_micros(end))]

    def open_spans(self, start: int, end: int) -> Spans:
        """`open_intervals` in microseconds."""
        return _within(start, end, (span for block in self.blocks_within(start, end) for span in block.open_spans(start, end)))

    def holiday_spans(self, start: int, end: int) -> Spans:
        """The stretches of [start, end) that would be open if they were not on a holiday, in microseconds."""
        return _within(start, end, (span for block in self.blocks_within(start, end) for span in block.holidays))

    def block(self, index: int) -> "Block":
        """The block with this number, made when first asked for."""
        if (known := self._blocks.get(index)) is not None:
            return known
        start, end = index * BLOCK, (index + 1) * BLOCK
        try:
            working, on_holidays = self._stretches(start - MARGIN, end + MARGIN)
        except (OverflowError, ValueError) as error:
            raise OutOfReach(f"The calendar “{self.name}” reckons with the years 1 to 9999 only.") from error
        return self._blocks.setdefault(index, Block.of(start, end, working, on_holidays))

    def blocks_within(self, start: int, end: int) -> "Iterator[Block]":
        """The blocks that [start, end) touches. Raises OutOfReach when that is more than a century."""
        if end - start > CENTURY:
            raise OutOfReach("Working time is measured over a century at most.")
        return map(self.block, range(start // BLOCK, (end - 1) // BLOCK + 1) if end > start else ())

    def blocks_after(self, start: int) -> "Iterator[Block]":
        """Blocks from the one of `start` on. Raises NeverOpen over two closed years, OutOfReach after a century."""
        open_until = start
        for index in range(start // BLOCK, (start + CENTURY) // BLOCK):
            block = self.block(index)
            if (block.starts[0] if block.starts else block.end) - open_until > TWO_YEARS:
                raise self._never_open("after", open_until)
            yield block
            open_until = max(open_until, block.ends[-1]) if block.ends else open_until
        raise OutOfReach("A target may not reach further than a century.")

    def blocks_before(self, end: int) -> "Iterator[Block]":
        """`blocks_after` in the other direction."""
        open_from = end
        for index in range(end // BLOCK, (end - CENTURY) // BLOCK, -1):
            block = self.block(index)
            if open_from - (block.ends[-1] if block.ends else block.start) > TWO_YEARS:
                raise self._never_open("before", open_from)
            yield block
            open_from = min(open_from, block.starts[0]) if block.starts else open_from
        raise OutOfReach("A target may not reach further than a century.")

    def _never_open(self, direction: str, at: int) -> NeverOpen:
        return NeverOpen(f"The calendar “{self.name}” has no open time in the two years {direction} {from_micros(at):%Y-%m-%d}.")

    def _stretches(self, start: int, end: int) -> "tuple[list[Stretch], Spans]":
        """The stretches of the open hours as instants in order: those of working days, and those of holidays."""
        working: list[Stretch] = []
        on_holidays: Spans = []
        for since, until, offset in _eras(self.zone, start, end):
            for day in range((since + offset) // DAY, (until - 1 + offset) // DAY + 1):
                for opens, closes in self._weekdays.get((day + EPOCH_WEEKDAY) % 7, ()):
                    midnight = day * DAY - offset
                    first, last = max(since, midnight + opens * MINUTE), min(until, midnight + closes * MINUTE)
                    if first < last and day in self._holidays:
                        on_holidays.append((first, last))
                    elif first < last:
                        working.append(Stretch(first, last, day))
        return working, on_holidays


class WorkingGauge:
    """A calendar seen through one of its two scales: open time in microseconds, or business days."""

    def __init__(self, calendar: BusinessCalendar, scale_of: "Callable[[Block], Scale]") -> None:
        self._calendar = calendar
        self._scale_of = scale_of

    def used(self, start: int, end: int) -> Amount:
        first = self._calendar.block(start // BLOCK)
        if start < end <= first.end:
            return self._used_in(first, start, end)
        return sum(self._used_in(block, start, end) for block in self._calendar.blocks_within(start, end))

    def _used_in(self, block: "Block", start: int, end: int) -> Amount:
        scale = self._scale_of(block)
        parts = block.position(scale, end) - block.position(scale, start)
        return parts if scale.per_unit == 1 else Fraction(parts, scale.per_unit)

    def reach(self, start: int, amount: Amount) -> int:
        if not amount:
            return start
        for block in self._calendar.blocks_after(start):
            scale = self._scale_of(block)
            gone = block.position(scale, start)
            needed = gone - (-amount.numerator * scale.per_unit) // amount.denominator
            if needed <= scale.before[-1]:
                return block.earliest(scale, needed)
            amount -= scale.amount(scale.before[-1] - gone)
        raise AssertionError("blocks_after ends by raising")

    def reach_back(self, end: int, amount: Amount) -> int:
        if not amount:
            return end
        for block in self._calendar.blocks_before(end):
            scale = self._scale_of(block)
            gone = block.position(scale, end)
            kept = gone + (-amount.numerator * scale.per_unit) // amount.denominator
            if kept >= 0:
                return block.latest(scale, kept)
            amount -= scale.amount(gone)
        raise AssertionError("blocks_before ends by raising")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of open time on one local date, given as days since 1970."""

    start: int
    end: int
    day: int


@dataclass(frozen=True, slots=True)
class Scale:
    """How an amount grows over the open stretches of a block, in integer parts of which `per_unit` make one unit.

    `before[n]` parts lie before stretch n, and each microsecond of it adds `rates[n]`. For open time a part is a microsecond;
    for business days it is the greatest part of a day that divides every microsecond's share on every day of the block.
    """

    before: list[int]
    rates: list[int]
    per_unit: int

    @classmethod
    def of(cls, stretches: list[Stretch], rates: list[int], per_unit: int) -> Self:
        parts = ((each.end - each.start) * rate for each, rate in zip(stretches, rates, strict=True))
        return cls(list(accumulate(parts, initial=0)), rates, per_unit)

    def amount(self, parts: int) -> Amount:
        return parts if self.per_unit == 1 else Fraction(parts, self.per_unit)


@dataclass(frozen=True, slots=True)
class Block:
    """Some fifty weeks of a calendar: its open stretches, with two scales on them."""

    start: int
    end: int
    starts: list[int]
    ends: list[int]
    time: Scale
    days: Scale
    holidays: Spans

    @classmethod
    def of(cls, start: int, end: int, working: list[Stretch], holidays: Spans) -> Self:
        """The block [start, end) out of the stretches of a longer time, which shows the days at its edges whole."""
        lengths: Counter[int] = Counter()
        for each in working:
            lengths[each.day] += each.end - each.start
        inside = [
            Stretch(max(each.start, start), min(each.end, end), each.day) for each in working if each.start < end and each.end > start
        ]
        per_day = lcm(*{lengths[each.day] for each in inside})
        return cls(
            start=start,
            end=end,
            starts=[each.start for each in inside],
            ends=[each.end for each in inside],
            time=Scale.of(inside, [1] * len(inside), 1),
            days=Scale.of(inside, [per_day // lengths[each.day] for each in inside], per_day),
            holidays=_within(start, end, holidays),
        )

    def open_spans(self, start: int, end: int) -> Iterable[tuple[int, int]]:
        """The open stretches that [start, end) touches, whole."""
        touched = slice(bisect_right(self.ends, start), bisect_left(self.starts, end))
        return zip(self.starts[touched], self.ends[touched], strict=True)

    def position(self, scale: Scale, at: int) -> int:
        """The parts of the scale in the block before `at`."""
        n = bisect_right(self.starts, at) - 1
        if n < 0:
            return 0
        return scale.before[n] + (min(at, self.ends[n]) - self.starts[n]) * scale.rates[n]

    def earliest(self, scale: Scale, parts: int) -> int:
        """The earliest instant with at least so many parts before it; 0 < parts ≤ all of the block."""
        n = bisect_left(scale.before, parts) - 1
        return self.starts[n] + -((scale.before[n] - parts) // scale.rates[n])

    def latest(self, scale: Scale, parts: int) -> int:
        """The latest instant with at most so many parts before it; 0 ≤ parts < all of the block."""
        n = bisect_right(scale.before, parts) - 1
        return self.starts[n] + (parts - scale.before[n]) // scale.rates[n]


def to_micros(at: datetime) -> int:
    """An aware instant as microseconds since 1970."""
    since = at - EPOCH
    return (since.days * 86_400 + since.seconds) * SECOND + since.microseconds


def from_micros(at: int) -> datetime:
    """The instant in UTC. Raises OutOfReach beyond the years 1 to 9999."""
    try:
        return EPOCH + timedelta(0, at // SECOND, at % SECOND)
    except OverflowError as error:
        raise OutOfReach("The instant lies beyond the years 1 to 9999.") from error


@lru_cache(maxsize=128)
def _calendar(name: str, zone: str, weekdays: Weekdays, holidays: frozenset[date]) -> BusinessCalendar:
    return BusinessCalendar(name, zone, weekdays, holidays)


def _not_negative(amount: Amount) -> Amount:
    if amount < 0:
        raise ValueError("An amount of working time is never negative.")
    return amount


def _within(start: int, end: int, spans: Iterable[tuple[int, int]]) -> Spans:
    """Spans in order, cut to [start, end), those that touch joined."""
    joined: Spans = []
    for first, last in ((max(first, start), min(last, end)) for first, last in spans if first < end and last > start):
        if joined and joined[-1][1] == first:
            joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def _eras(zone: ZoneInfo, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """[start, end), whole days, in pieces with one UTC offset each. No zone has ever turned its clocks twice within a day."""
    since = start
    for before, after in pairwise(range(start, end + DAY, DAY)):
        offset = _offset(zone, before)
        if _offset(zone, after) != offset:
            seconds = range(before, after + SECOND, SECOND)
            turn = seconds[bisect_left(seconds, True, key=lambda at: _offset(zone, at) != offset)]
            yield since, turn, offset
            since = turn
    yield since, end, _offset(zone, end)


def _offset(zone: ZoneInfo, at: int) -> int:
    offset = from_micros(at).astimezone(zone).utcoffset()
    return (offset or timedelta()) // MICROSECOND
