"""What a value of the policy file may be: each reader takes what TOML gave and answers with ours, or says why not."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from counterfoil.policy.vocabulary import Unit

T = TypeVar("T")
Reader = Callable[[Any], T]

SECONDS = {"minute": 60, "hour": 3600, "day": 86400}
UNITS = {"minute": Unit.MINUTES, "hour": Unit.HOURS, "day": Unit.DAYS}
LONGEST = {"minute": 366 * 1440, "hour": 366 * 24, "day": 366, "month": 1200, "year": 100}
QUANTITY = re.compile(r"\s*(\d{1,6}(?:\.\d{1,6})?)\s*([a-z]+?)s?\s*", re.IGNORECASE | re.ASCII)
SHARE = re.compile(r"\s*(\d{1,4}(?:\.\d{1,6})?)\s*%\s*", re.ASCII)
HOURS = re.compile(r"\s*([0-2]?\d):([0-5]\d)\s*[-–]\s*([0-2]?\d):([0-5]\d)\s*", re.ASCII)
WORD = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*", re.ASCII)


def text(value: Any) -> str:
    _expect(isinstance(value, str) and bool(value.strip()), "a text is expected here, in quotes and not empty")
    _expect(not any(character < " " for character in value), "the text must stand on one line")
    return str(value).strip()


def word(value: Any) -> str:
    if not WORD.fullmatch(text(value)):
        raise ValueError(f"“{value}” is no word: use lower-case letters and digits, joined by “_”")
    return text(value)


def flag(value: Any) -> bool:
    _expect(isinstance(value, bool), "true or false is expected here, without quotes")
    return bool(value)


def day(value: Any) -> date:
    _expect(isinstance(value, date) and not isinstance(value, datetime), "a date is expected here, without quotes: 2024-06-15")
    return date(value.year, value.month, value.day)


def number(value: Any) -> Fraction:
    """An exact number above zero. The limits come before the fraction: one of 1e999999999 would take all memory."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    is_sane = is_number and Decimal(value).is_finite() and Decimal("0.000001") <= value <= 1_000_000
    _expect(is_sane, "a number above zero and up to a million is expected here")
    return Fraction(value).limit_denominator(1_000_000)


def share(value: Any) -> Fraction:
    match = SHARE.fullmatch(text(value))
    if not match or not Fraction(match[1]):
        raise ValueError(f"“{value}” is no share: write one above zero like “75 %”")
    return Fraction(match[1]) / 100


def amount(value: Any) -> tuple[Fraction, Unit]:
    """ "30 minutes" → (30, minutes)."""
    count, unit = _quantity(value, tuple(UNITS))
    return count, UNITS[unit]


def span(value: Any) -> timedelta:
    """ "4 days" → elapsed time."""
    count, unit = _quantity(value, tuple(SECONDS))
    return timedelta(microseconds=int(count * SECONDS[unit] * 1_000_000))


def months(value: Any) -> int:
    return _whole(value, "month")


def years(value: Any) -> int:
    return _whole(value, "year")


def zone(value: Any) -> str:
    try:
        return ZoneInfo(text(value)).key
    except (OSError, LookupError, ValueError):
        raise ValueError(f"“{value}” is no time zone: write one like “Europe/Berlin”") from None


def opening(value: Any) -> tuple[tuple[int, int], ...]:
    """["09:00-12:00", "13:00-24:00"] → ((540, 720), (780, 1440)): minutes after midnight, in order and apart."""
    intervals = tuple(_interval(entry) for entry in listed(value))
    for (_, end), (start, _) in pairwise(intervals):
        if start < end:
            raise ValueError("the open hours of a day must stand in order and must not overlap")
    return intervals


def listed(value: Any) -> list[Any]:
    _expect(isinstance(value, list), "a list is expected here, in square brackets")
    return list(value)


def each(read: Reader[T]) -> Reader[tuple[T, ...]]:
    """The reader of a list whose every entry `read` understands, no entry twice."""

    def read_list(value: Any) -> tuple[T, ...]:
        entries = tuple(read(entry) for entry in listed(value))
        for n, entry in enumerate(entries):
            if entry in entries[:n]:
                raise ValueError(f"“{value[n]}” stands here twice")
        return entries

    return read_list


def _expect(is_right: bool, reason: str) -> None:
    if not is_right:
        raise ValueError(reason)


def _quantity(value: Any, units: tuple[str, ...]) -> tuple[Fraction, str]:
    match = QUANTITY.fullmatch(text(value))
    unit = match[2].lower() if match else ""
    if not match or unit not in units:
        raise ValueError(f"“{value}” is no duration: write a number and {' or '.join(f'{unit}s' for unit in units)}")
    if not 0 < Fraction(match[1]) <= LONGEST[unit]:
        raise ValueError(f"the time must be longer than nothing and at most {LONGEST[unit]} {unit}s")
    return Fraction(match[1]), unit


def _whole(value: Any, unit: str) -> int:
    count, _ = _quantity(value, (unit,))
    if count.denominator != 1:
        raise ValueError(f"“{value}” must be whole {unit}s")
    return int(count)


def _interval(value: Any) -> tuple[int, int]:
    match = HOURS.fullmatch(text(value))
    if not match:
        raise ValueError(f"“{value}” are no open hours: write them like “09:00-17:00”")
    start, end = int(match[1]) * 60 + int(match[2]), int(match[3]) * 60 + int(match[4])
    if not start < end <= 1440:
        raise ValueError(f"“{value}” must end after it starts and by 24:00: hours across midnight are written on both days")
    return start, end
