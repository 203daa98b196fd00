"""Working time the slow way: walk through UTC minute by minute and look at the wall clock each time.

It knows nothing of `policy.calendar`. Instants must be whole minutes inside the window; days must lie in it whole.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from math import ceil, lcm
from zoneinfo import ZoneInfo

from counterfoil.policy.book import Hours

MINUTE = timedelta(minutes=1)


@lru_cache(maxsize=32)
def wall_clock(zone: str, start: datetime, minutes: int) -> list[tuple[date, int, int]]:
    """Local date, weekday and minute of the day of so many minutes from `start` on."""
    local = ((start + n * MINUTE).astimezone(ZoneInfo(zone)) for n in range(minutes))
    return [(at.date(), at.weekday(), at.hour * 60 + at.minute) for at in local]


@dataclass
class Oracle:
    """Answers about the window of so many minutes from `start` on; None where the answer lies beyond it."""

    hours: Hours
    start: datetime
    minutes: int
    open_on: list[date | None] = field(init=False)
    parts: list[int] = field(init=False)
    parts_of_a_day: int = field(init=False)

    def __post_init__(self) -> None:
        is_open = {weekday: bytearray(1440) for weekday in range(7)}
        for weekday, intervals in self.hours.open.items():
            for opens, closes in intervals:
                is_open[weekday][opens:closes] = b"\1" * (closes - opens)
        walk = wall_clock(self.hours.zone, self.start, self.minutes)
        closed = self.hours.holidays
        self.open_on = [on if is_open[weekday][minute] and on not in closed else None for on, weekday, minute in walk]
        lengths = Counter(on for on in self.open_on if on is not None)
        self.parts_of_a_day = lcm(*lengths.values())
        self.parts = [0 if on is None else self.parts_of_a_day // lengths[on] for on in self.open_on]

    def between(self, a: datetime, b: datetime) -> timedelta:
        return sum(on is not None for on in self.open_on[self._index(a) : self._index(b)]) * MINUTE

    def add(self, start: datetime, duration: timedelta) -> datetime | None:
        left = duration // MINUTE
        for n in range(self._index(start), self.minutes):
            if left == 0:
                return self._at(n)
            left -= self.open_on[n] is not None
        return None

    def subtract(self, end: datetime, duration: timedelta) -> datetime | None:
        left = duration // MINUTE
        for n in range(self._index(end), 0, -1):
            if left == 0:
                return self._at(n)
            left -= self.open_on[n - 1] is not None
        return None

    def days_between(self, a: datetime, b: datetime) -> Fraction:
        return Fraction(sum(self.parts[self._index(a) : self._index(b)]), self.parts_of_a_day)

    def add_days(self, start: datetime, days: Fraction) -> datetime | None:
        left = days * self.parts_of_a_day
        for n in range(self._index(start), self.minutes):
            if left <= self.parts[n]:
                share = Fraction(left, self.parts[n]) if left else Fraction(0)
                return self._at(n) + timedelta(microseconds=ceil(share * 60_000_000))
            left -= self.parts[n]
        return None

    def _index(self, at: datetime) -> int:
        return (at - self.start) // MINUTE

    def _at(self, index: int) -> datetime:
        return self.start + index * MINUTE
