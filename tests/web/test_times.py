"""Time as people read it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from counterfoil.web import times
from counterfoil.web.due import due

NOW = datetime.fromisoformat("2026-11-24T09:00:00+00:00")


@pytest.fixture(autouse=True)
def berlin() -> object:
    with timezone.override(ZoneInfo("Europe/Berlin")):
        yield


@pytest.mark.parametrize(
    ("minutes", "span", "duration"),
    [
        (0, "0m", "0 m"),
        (48, "48m", "48 m"),
        (60, "1h", "1 h"),
        (140, "2h 20m", "2 h 20 m"),
        (1439, "23h 59m", "23 h 59 m"),
        (1500, "1d", "1 d 1 h"),
    ],
)
def test_a_length_of_time_in_a_list_and_in_a_sentence(minutes: int, span: str, duration: str) -> None:
    assert (times.span(timedelta(minutes=minutes)), times.duration(timedelta(minutes=minutes))) == (span, duration)


@pytest.mark.parametrize(
    ("instant", "words"),
    [
        ("2026-11-24T10:30:00+00:00", "today at 11:30"),
        ("2026-11-24T23:30:00+00:00", "tomorrow at 00:30"),
        ("2026-11-23T22:30:00+00:00", "yesterday at 23:30"),
        ("2026-11-27T10:10:00+00:00", "Fri 27 Nov, 11:10"),
        ("2027-01-04T08:00:00+00:00", "Mon 4 Jan 2027, 09:00"),
    ],
)
def test_an_instant_near_now_is_said_in_the_readers_zone(instant: str, words: str) -> None:
    assert times.point(datetime.fromisoformat(instant), NOW) == words


@pytest.mark.parametrize(("passed", "words"), [(30, "now"), (240, "4m"), (7300, "2h"), (86400 * 6, "6d"), (86400 * 20, "4 Nov")])
def test_how_long_ago(passed: int, words: str) -> None:
    assert times.ago(NOW - timedelta(seconds=passed), NOW) == words


@pytest.mark.parametrize(
    ("metric", "started", "due_in", "state", "words"),
    [
        ("resolution", -60, 140, "far", "2h 20m left"),
        ("resolution", -60, 48, "soon", "48m left"),
        ("response", -43, 17, "soon", "17m to reply"),
        ("next_reply", -900, 200, "soon", "3h 20m to reply"),
        ("resolution", -600, -22, "over", "22m over"),
        ("resolution", -600, 0, "over", "0m over"),
    ],
)
def test_a_running_clock_says_what_is_left_and_how_near_it_is(metric: str, started: int, due_in: int, state: str, words: str) -> None:
    shown = due(metric=metric, due_at=NOW + timedelta(minutes=due_in), since=NOW + timedelta(minutes=started), now=NOW)
    assert (shown.state, shown.words) == (state, words)
    assert 0 <= shown.share_left <= 100


def test_a_paused_a_met_and_a_missed_clock_do_not_tick() -> None:
    hour = timedelta(hours=1)
    paused = due(metric="resolution", paused_at=NOW - 3 * hour, now=NOW)
    met = due(metric="response", since=NOW - hour, due_at=NOW, met_at=NOW - hour + timedelta(minutes=18), now=NOW)
    missed = due(metric="response", since=NOW - 3 * hour, due_at=NOW - 2 * hour, met_at=NOW - hour, now=NOW)
    assert [(one.state, one.words, one.at) for one in (paused, met, missed)] == [
        ("paused", "Paused 3h", None),
        ("met", "Met in 18m", None),
        ("missed", "1h late", None),
    ]
