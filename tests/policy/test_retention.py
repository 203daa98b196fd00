"""How long records are kept: SOP 2 §4, to the day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.retention import anchored_on, due_for_purge, due_on
from counterfoil.policy.vocabulary import Record

BERLIN = ZoneInfo("Europe/Berlin")

DUE = [
    ("an ordinary date", date(2024, 6, 15), 2, date(2026, 6, 15)),
    ("29 February to a year without one", date(2024, 2, 29), 2, date(2026, 2, 28)),
    ("29 February to a leap year", date(2024, 2, 29), 4, date(2028, 2, 29)),
    ("29 February to a century without one", date(2096, 2, 29), 4, date(2100, 2, 28)),
    ("28 February stays", date(2022, 2, 28), 2, date(2024, 2, 28)),
    ("the last day of a year", date(2024, 12, 31), 5, date(2029, 12, 31)),
]


@pytest.mark.parametrize(("title", "anchor", "years", "due"), DUE)
def test_the_due_date_is_the_same_calendar_date_years_later(title: str, anchor: date, years: int, due: date) -> None:
    assert due_on(anchor, years) == due, title


PURGE = [
    (Record.TICKET, date(2024, 6, 15), date(2026, 6, 14), False),
    (Record.TICKET, date(2024, 6, 15), date(2026, 6, 15), False),
    (Record.TICKET, date(2024, 6, 15), date(2026, 6, 16), True),
    (Record.INTERACTION, date(2024, 2, 29), date(2026, 2, 28), False),
    (Record.INTERACTION, date(2024, 2, 29), date(2026, 3, 1), True),
    (Record.REPORT, date(2024, 6, 15), date(2029, 6, 15), False),
    (Record.REPORT, date(2024, 6, 15), date(2029, 6, 16), True),
    (Record.IMPROVEMENT_ACTION, date(2024, 6, 15), date(2026, 6, 16), False),
    (Record.IMPROVEMENT_ACTION, date(2024, 6, 15), date(2029, 6, 16), True),
]


@pytest.mark.parametrize(("record", "anchor", "today", "may_go"), PURGE)
def test_sop2_4_a_record_may_go_only_after_its_due_date(record: Record, anchor: date, today: date, may_go: bool) -> None:
    assert due_for_purge(record, anchor, SOP_DEFAULTS, today) is may_go


@pytest.mark.parametrize("record", list(Record))
def test_a_record_that_is_not_over_is_never_purged(record: Record) -> None:
    assert not due_for_purge(record, None, SOP_DEFAULTS, date(2999, 1, 1))


MIDNIGHT = [
    ("late on 29 February", datetime(2024, 2, 29, 23, 30, tzinfo=BERLIN), date(2024, 2, 29)),
    ("a second before midnight", datetime(2026, 6, 15, 21, 59, 59, tzinfo=UTC), date(2026, 6, 15)),
    ("midnight itself", datetime(2026, 6, 15, 22, 0, tzinfo=UTC), date(2026, 6, 16)),
    ("the night the clocks go forward", datetime(2026, 3, 28, 23, 30, tzinfo=UTC), date(2026, 3, 29)),
    ("the second hour after the clocks went back", datetime(2026, 10, 25, 23, 0, tzinfo=UTC), date(2026, 10, 26)),
]


@pytest.mark.parametrize(("title", "at", "on"), MIDNIGHT)
def test_the_anchor_is_a_date_of_the_sites_zone(title: str, at: datetime, on: date) -> None:
    assert anchored_on(at, SOP_DEFAULTS) == on, title


@given(st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.dates(date(1990, 1, 1), date(2200, 1, 1)), st.integers(1, 100))
def test_who_is_anchored_later_is_never_due_earlier(one: date, other: date, years: int) -> None:
    earlier, later = sorted((one, other))
    assert due_on(earlier, years) <= due_on(later, years)
