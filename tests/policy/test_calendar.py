"""Working time, by titled rows and against a slow oracle (SOP 1 §5)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from counterfoil.policy.book import Hours
from counterfoil.policy.calendar import BLOCK, EPOCH, BusinessCalendar, NeverOpen, OutOfReach
from tests.policy.books import DESK, WEEKDAYS, at
from tests.policy.oracle import Oracle
from tests.support.examples import examples

SLOW = settings(max_examples=examples(1_000, trials=10_000), deadline=None)
THOROUGH = settings(max_examples=examples(10_000), deadline=None)

BLOCKS_MEET_ON = (EPOCH + timedelta(microseconds=56 * BLOCK)).date()
# Where the wall clock jumps: forward, back, by half an hour, over a whole date, and one minute after midnight.
TURNS = {
    "Berlin loses an hour": ("Europe/Berlin", date(2026, 3, 29)),
    "Berlin gains an hour": ("Europe/Berlin", date(2026, 10, 25)),
    "New York loses an hour": ("America/New_York", date(2026, 3, 8)),
    "New York gains an hour": ("America/New_York", date(2026, 11, 1)),
    "Lord Howe gains half an hour": ("Australia/Lord_Howe", date(2026, 4, 5)),
    "Lord Howe loses half an hour": ("Australia/Lord_Howe", date(2026, 10, 4)),
    "Apia leaves out a Friday": ("Pacific/Apia", date(2011, 12, 30)),
    "Apia gains an hour": ("Pacific/Apia", date(2012, 4, 1)),
    "St. John's returns to the day before": ("America/St_Johns", date(2010, 11, 7)),
    "Berlin has a leap day": ("Europe/Berlin", date(2024, 2, 29)),
    "two blocks of a calendar meet": ("America/New_York", BLOCKS_MEET_ON),
}
DAY_PLANS = (
    (),
    ((540, 1020),),
    ((540, 900),),
    ((480, 720), (780, 1080)),
    ((0, 1440),),
    ((1320, 1440),),
    ((0, 360), (1320, 1440)),
    ((150, 180),),
    ((0, 1), (120, 121), (1439, 1440)),
    ((540, 720), (720, 1020)),
)
EVERY_DAY = range(7)


def calendar(hours: Hours) -> BusinessCalendar:
    return BusinessCalendar.of(hours)


def every_day(zone: str, *intervals: tuple[int, int], holidays: frozenset[date] = frozenset()) -> BusinessCalendar:
    return calendar(Hours("test", zone, dict.fromkeys(EVERY_DAY, intervals), holidays))


def weekdays(
    *intervals: tuple[int, int], friday: tuple[int, int] | None = None, holidays: frozenset[date] = frozenset()
) -> BusinessCalendar:
    opened = dict.fromkeys(WEEKDAYS, intervals)
    if friday is not None:
        opened[4] = (friday,)
    return calendar(Hours("test", "Europe/Berlin", opened, holidays))


def local(text: str, zone: str = "Europe/Berlin", fold: int = 0) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold)


@pytest.mark.parametrize(
    ("hours", "start", "duration", "end"),
    [
        pytest.param(weekdays((540, 1020)), "2026-01-05T09:00", "8 hours", "2026-01-05T17:00", id="a full day ends at closing time"),
        pytest.param(
            weekdays((540, 1020)), "2026-01-05T17:00", "1 minute", "2026-01-06T09:01", id="from closing time on the next day counts"
        ),
        pytest.param(weekdays((540, 1020)), "2026-01-05T20:00", "8 hours", "2026-01-06T17:00", id="a start at night waits for the morning"),
        pytest.param(weekdays((540, 1020)), "2026-01-09T16:00", "2 hours", "2026-01-12T10:00", id="a weekend is stepped over"),
        pytest.param(
            weekdays((540, 1020), holidays=frozenset({date(2026, 1, 6)})), "2026-01-05T16:00", "2 hours", "2026-01-07T10:00", id="a holiday"
        ),
        pytest.param(weekdays((540, 1020), friday=(540, 900)), "2026-01-09T14:00", "2 hours", "2026-01-12T10:00", id="a short Friday"),
        pytest.param(weekdays((480, 720), (780, 1080)), "2026-01-05T11:00", "2 hours", "2026-01-05T14:00", id="a split shift"),
        pytest.param(every_day("Europe/Berlin", (0, 1440)), "2026-01-05T23:30", "1 hour", "2026-01-06T00:30", id="24:00 joins two days"),
        pytest.param(every_day("Europe/Berlin", (1320, 1440)), "2026-01-05T23:30", "1 hour", "2026-01-06T22:30", id="24:00 closes a day"),
        pytest.param(
            every_day("Europe/Berlin", (0, 360), (1320, 1440)), "2026-01-05T23:00", "2 hours", "2026-01-06T01:00", id="a night shift"
        ),
        pytest.param(weekdays((540, 1020)), "2024-02-28T16:00", "2 hours", "2024-02-29T10:00", id="the leap day is worked"),
        pytest.param(weekdays((540, 1020)), "2024-02-29T16:00", "2 hours", "2024-03-01T10:00", id="the leap day ends in March"),
        pytest.param(weekdays((540, 1020)), "2026-01-05T20:00", "0 hours", "2026-01-05T20:00", id="nothing added is the instant itself"),
        pytest.param(every_day("Europe/Berlin", (120, 240)), "2026-03-29T01:00", "2 hours", "2026-03-30T03:00", id="the gap is not open"),
        pytest.param(
            every_day("Europe/Berlin", (120, 240)), "2026-10-25T02:00", "3 hours", "2026-10-25T04:00", id="the fold is open twice"
        ),
        pytest.param(
            every_day("Europe/Berlin", (150, 180)), "2026-03-28T02:30", "1 hour", "2026-03-30T03:00", id="a window in the gap is lost"
        ),
    ],
)
def test_adding_working_time_reaches_the_instant(hours: BusinessCalendar, start: str, duration: str, end: str) -> None:
    amount, unit = duration.split()
    assert hours.add(local(start), timedelta(**{unit.rstrip("s") + "s": int(amount)})) == local(end)


@pytest.mark.parametrize(
    ("hours", "start", "days", "end"),
    [
        pytest.param(weekdays((540, 1020)), "2026-01-05T10:00", Fraction(2), "2026-01-07T10:00", id="two days keep the hour"),
        pytest.param(weekdays((540, 1020)), "2026-01-05T09:00", Fraction(1), "2026-01-05T17:00", id="one day from opening ends at closing"),
        pytest.param(weekdays((540, 1020)), "2026-01-05T18:00", Fraction(1), "2026-01-06T17:00", id="one day from the evening is the next"),
        pytest.param(
            weekdays((540, 1020), friday=(540, 780)),
            "2026-01-08T13:00",
            Fraction(1),
            "2026-01-09T11:00",
            id="half a short Friday is half a day",
        ),
        pytest.param(weekdays((540, 1020), friday=(540, 780)), "2026-01-09T11:00", Fraction(1), "2026-01-12T13:00", id="and the other way"),
        pytest.param(
            weekdays((540, 1020), holidays=frozenset({date(2026, 1, 6)})),
            "2026-01-05T10:00",
            Fraction(1),
            "2026-01-07T10:00",
            id="a holiday is none",
        ),
        pytest.param(weekdays((480, 720), (780, 1080)), "2026-01-05T08:00", Fraction(1, 2), "2026-01-05T13:30", id="half a split shift"),
        pytest.param(weekdays((540, 1020)), "2024-02-28T10:00", Fraction(1), "2024-02-29T10:00", id="the leap day is a business day"),
        pytest.param(
            every_day("Europe/Berlin", (0, 1440)), "2026-03-28T12:00", Fraction(1), "2026-03-29T12:30", id="23 hours are a day too"
        ),
    ],
)
def test_adding_business_days_reaches_the_instant(hours: BusinessCalendar, start: str, days: Fraction, end: str) -> None:
    assert hours.add_days(local(start), days) == local(end)
    assert hours.days_between(local(start), local(end)) == days


def test_a_date_that_a_zone_left_out_is_no_business_day() -> None:
    apia = every_day("Pacific/Apia", (540, 1020))
    thursday, saturday = local("2011-12-29T09:00", "Pacific/Apia"), local("2011-12-31T17:00", "Pacific/Apia")
    assert apia.days_between(thursday, saturday) == 2
    assert apia.add_days(thursday, Fraction(2)) == saturday


def test_a_day_that_lies_in_two_blocks_is_one_day() -> None:
    always = every_day("America/New_York", (0, 1440))
    noon = datetime(BLOCKS_MEET_ON.year, BLOCKS_MEET_ON.month, BLOCKS_MEET_ON.day, 12, tzinfo=ZoneInfo("America/New_York"))
    assert always.days_between(noon - timedelta(days=2), noon) == 2
    assert always.add_days(noon - timedelta(days=2), Fraction(2)) == noon


def test_an_instant_may_be_told_in_any_zone() -> None:
    desk = calendar(DESK)
    start, end = local("2026-03-27T12:00", "America/New_York"), local("2026-03-30T12:00", "Asia/Tokyo")
    assert desk.between(start, end) == desk.between(start.astimezone(UTC), end.astimezone(UTC))


def test_the_repeated_hour_is_two_different_hours() -> None:
    nights = every_day("Europe/Berlin", (120, 180))
    first, second = local("2026-10-25T02:30", fold=0), local("2026-10-25T02:30", fold=1)
    assert nights.between(first, second) == timedelta(hours=1)


def test_open_intervals_touch_nowhere() -> None:
    shifts = weekdays((540, 720), (720, 1020), holidays=frozenset({date(2026, 1, 6)}))
    assert shifts.open_intervals(local("2026-01-05T10:00"), local("2026-01-07T11:00")) == [
        (local("2026-01-05T10:00"), local("2026-01-05T17:00")),
        (local("2026-01-07T09:00"), local("2026-01-07T11:00")),
    ]


def test_equal_hours_are_one_calendar() -> None:
    assert calendar(DESK) is calendar(Hours(DESK.name, DESK.zone, dict(DESK.open)))


CLOSED = every_day("Europe/Berlin")
CLOSED_SINCE_2020 = every_day("Europe/Berlin", (0, 1440), holidays=frozenset(date(2020, 1, 1) + timedelta(days=n) for n in range(733)))


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: CLOSED.add(at("2026-01-01"), timedelta(hours=1)), id="forward"),
        pytest.param(lambda: CLOSED.subtract(at("2026-01-01"), timedelta(hours=1)), id="back"),
        pytest.param(lambda: CLOSED.add_days(at("2026-01-01"), Fraction(1)), id="by days"),
        pytest.param(lambda: CLOSED.subtract_days(at("2026-01-01"), Fraction(1)), id="back by days"),
        pytest.param(lambda: CLOSED_SINCE_2020.add(at("2019-12-31T12:00"), timedelta(days=1)), id="into a closure of more than two years"),
        pytest.param(lambda: CLOSED_SINCE_2020.subtract(at("2022-01-04T12:00"), timedelta(days=3)), id="back into it"),
    ],
)
def test_a_calendar_without_open_time_says_so(attempt: Callable[[], object]) -> None:
    with pytest.raises(NeverOpen, match="“test” has no open time in the two years"):
        attempt()


def test_a_closure_of_less_than_two_years_is_waited_for() -> None:
    holidays = frozenset(date(2020, 1, 1) + timedelta(days=n) for n in range(730))
    patient = every_day("UTC", (0, 1440), holidays=holidays)
    assert patient.add(at("2020-01-01"), timedelta(hours=1)) == at("2021-12-31T01:00")
    assert patient.subtract(at("2021-12-31"), timedelta(hours=1)) == at("2019-12-31T23:00")


@pytest.mark.parametrize(
    "attempt",
    [
        pytest.param(lambda: calendar(DESK).add(at("9999-12-01"), timedelta(hours=100)), id="beyond the last year"),
        pytest.param(lambda: calendar(DESK).subtract(at("0001-01-09"), timedelta(hours=100)), id="before the first year"),
        pytest.param(lambda: calendar(DESK).add(at("2026-01-01"), timedelta(days=365 * 40)), id="a target of more than a century"),
        pytest.param(lambda: calendar(DESK).between(at("1900-01-01"), at("2026-01-01")), id="a span of more than a century"),
    ],
)
def test_what_cannot_be_reckoned_is_said_in_words(attempt: Callable[[], object]) -> None:
    with pytest.raises(OutOfReach, match=r"century|years 1 to 9999"):
        attempt()


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="never negative"):
        calendar(DESK).add(at("2026-01-01"), timedelta(hours=-1))


@st.composite
def hours_about_a_turn(draw: st.DrawFn) -> tuple[Hours, datetime]:
    zone, on = TURNS[draw(st.sampled_from(sorted(TURNS)))]
    plans = draw(st.one_of(st.sampled_from(DAY_PLANS[1:]).map(lambda plan: (plan,) * 7), st.tuples(*[st.sampled_from(DAY_PLANS)] * 7)))
    holidays = draw(st.frozensets(st.integers(-3, 3).map(lambda n: on + timedelta(days=n)), max_size=2))
    return Hours("test", zone, dict(enumerate(plans)), holidays), datetime(on.year, on.month, on.day, tzinfo=UTC)


@SLOW
@given(hours_about_a_turn(), st.integers(-3 * 1440, 3 * 1440), st.integers(0, 3 * 1440), st.fractions(0, 3, max_denominator=24))
@example((Hours("test", "Europe/Berlin", dict.fromkeys(EVERY_DAY, ((150, 180),))), at("2026-03-29")), -1440, 1440, Fraction(1, 2))
def test_the_calendar_equals_a_walk_minute_by_minute(drawn: tuple[Hours, datetime], first: int, length: int, days: Fraction) -> None:
    hours, turn = drawn
    oracle, quick = Oracle(hours, turn - timedelta(days=6), 15 * 1440), calendar(hours)
    start = turn + timedelta(minutes=first)
    end = start + timedelta(minutes=length)
    duration = timedelta(minutes=length // 3)
    assert quick.between(start, end) == oracle.between(start, end)
    assert quick.days_between(start, end) == oracle.days_between(start, end)
    if (later := oracle.add(start, duration)) is not None:
        assert quick.add(start, duration) == later
    if (earlier := oracle.subtract(end, duration)) is not None:
        assert quick.subtract(end, duration) == earlier
    # The last date of the window may be cut, so that its length is not known.
    if (day := oracle.add_days(start, days)) is not None and day < turn + timedelta(days=7):
        assert quick.add_days(start, days) == day


# A calendar is slow to make and quick to ask: the properties below share one of each plan at each turn.
MIXED = tuple(DAY_PLANS[n] for n in (1, 2, 3, 6, 7, 0, 8))
HOURS = st.sampled_from(
    [
        (calendar(Hours("test", zone, dict(enumerate(plans)), holidays)), datetime(on.year, on.month, on.day, tzinfo=UTC))
        for zone, on in TURNS.values()
        for plans in (*((plan,) * 7 for plan in DAY_PLANS[1:]), MIXED)
        for holidays in (frozenset[date](), frozenset({on, on + timedelta(days=2)}))
    ]
)
MICROSECOND = timedelta(microseconds=1)
SPANS = st.timedeltas(timedelta(0), timedelta(days=12))


@st.composite
def open_instants(draw: st.DrawFn) -> tuple[BusinessCalendar, datetime]:
    """A calendar and an instant, to the microsecond, at which it is open."""
    hours, turn = draw(HOURS)
    intervals = hours.open_intervals(turn - timedelta(days=5), turn + timedelta(days=5))
    opens, closes = draw(st.sampled_from(intervals))
    return hours, opens + draw(st.timedeltas(timedelta(0), closes - opens - MICROSECOND))


@THOROUGH
@given(open_instants(), SPANS)
def test_an_added_duration_lies_between_and_subtracting_it_gives_the_start_back(
    drawn: tuple[BusinessCalendar, datetime], d: timedelta
) -> None:
    hours, start = drawn
    end = hours.add(start, d)
    assert hours.between(start, end) == d
    assert not d or hours.between(start, end - MICROSECOND) < d
    assert hours.subtract(end, d) == start


@THOROUGH
@given(open_instants(), SPANS)
def test_the_days_between_added_and_subtracted_give_the_start_back(drawn: tuple[BusinessCalendar, datetime], elapsed: timedelta) -> None:
    hours, start = drawn
    days = hours.days_between(start, start + elapsed)
    assert hours.subtract_days(hours.add_days(start, days), days) == start


@THOROUGH
@given(open_instants(), st.integers(0, 10_000))
def test_added_days_lie_between_to_the_microsecond(drawn: tuple[BusinessCalendar, datetime], parts: int) -> None:
    hours, start = drawn
    days = Fraction(parts, 1_440)
    end = hours.add_days(start, days)
    assert hours.days_between(start, end) >= days
    assert not days or hours.days_between(start, end - MICROSECOND) < days
    back = hours.subtract_days(end, days)
    assert hours.days_between(back, end) >= days
    assert not days or hours.days_between(back + MICROSECOND, end) < days
