"""The times of a script: past, in working hours, and in order, whatever the present is."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from counterfoil.demo.schedule import steps_of
from counterfoil.demo.script import Script, month, read
from counterfoil.policy.calendar import BusinessCalendar
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import Channel

CALENDAR = BusinessCalendar.of(SOP_DEFAULTS.calendars["desk"])
BERLIN = ZoneInfo("Europe/Berlin")
TUESDAY = datetime(2026, 11, 24, 14, 7, tzinfo=BERLIN)
PRESENTS = {
    "a Tuesday afternoon": TUESDAY,
    "a Monday before opening": datetime(2026, 11, 23, 6, 30, tzinfo=BERLIN),
    "a Friday at closing": datetime(2026, 11, 27, 17, 0, tzinfo=BERLIN),
    "a Sunday night": datetime(2026, 11, 22, 3, 0, tzinfo=BERLIN),
    "the turn of a year": datetime(2027, 1, 1, 0, 0, tzinfo=BERLIN),
    "the night of the summer time": datetime(2026, 3, 29, 3, 0, tzinfo=BERLIN),
}


def script(when: str, *steps: str, way: str = "portal") -> Script:
    return read("\n".join([f"@ {when} | rita | {way} | - | -", "Subject", "> Text", *steps]))[0]


@pytest.mark.parametrize(
    ("when", "now", "expected"),
    [
        ("1d 09:30", TUESDAY, "2026-11-23 09:30"),
        ("2d 09:30", TUESDAY, "2026-11-20 09:30"),
        ("1d 09:30", PRESENTS["a Sunday night"], "2026-11-20 09:30"),
        ("mon-1 09:30", TUESDAY, "2026-11-16 09:30"),
        ("fri-2 09:30", PRESENTS["a Sunday night"], "2026-11-06 09:30"),
        ("60w", TUESDAY, "2026-11-24 13:07"),
        ("60w", PRESENTS["a Sunday night"], "2026-11-20 16:00"),
        ("60m", PRESENTS["a Sunday night"], "2026-11-22 02:00"),
    ],
)
def test_a_report_lies_where_the_script_puts_it(when: str, now: datetime, expected: str) -> None:
    [(at, step)] = steps_of(script(when), CALENDAR, now)
    assert (f"{at.astimezone(BERLIN):%Y-%m-%d %H:%M}", step) == (expected, None)


def test_a_step_comes_after_working_time_and_whole_days() -> None:
    told = steps_of(script("5d 16:50", "+20 amir takes", "+1d amir notes: Later."), CALENDAR, TUESDAY)
    assert [f"{at.astimezone(BERLIN):%a %H:%M}" for at, _ in told] == ["Tue 16:50", "Wed 09:10", "Thu 09:10"]


def test_a_ticket_told_in_minutes_does_not_wait_for_the_opening() -> None:
    told = steps_of(script("90m", "+60 amir takes"), CALENDAR, PRESENTS["a Sunday night"])
    assert told[1][0] - told[0][0] == timedelta(hours=1)


def test_what_lies_ahead_has_not_happened_yet() -> None:
    assert len(steps_of(script("60w", "+30 amir takes", "+31 amir notes: Ahead."), CALENDAR, TUESDAY)) == 2


def test_a_call_is_written_down_when_it_has_ended() -> None:
    told = script("60m", way="phone/amir")
    assert told.channel is Channel.PHONE
    assert steps_of(told, CALENDAR, TUESDAY)[0][0] == TUESDAY - timedelta(minutes=56)


@pytest.mark.parametrize("now", PRESENTS.values(), ids=PRESENTS)
def test_every_shipped_ticket_is_reported_before_the_present_and_told_in_order(now: datetime) -> None:
    for told in month():
        instants = [at for at, _ in steps_of(told, CALENDAR, now)]
        assert instants, told.subject
        assert instants == sorted(instants), told.subject
