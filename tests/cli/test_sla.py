"""`counterfoil sla due`: the rows of SOP 1 §5 to the minute, in the zone's own time, with a ledger that adds up."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counterfoil import cli
from counterfoil.policy.parse import shipped

TUESDAY = "2026-11-24T10:00+01:00"


def due(capsys: pytest.CaptureFixture[str], *argv: str) -> dict[str, object]:
    assert cli.main(["sla", "due", *argv]) == 0
    told: dict[str, object] = json.loads(capsys.readouterr().out)
    return told


def refused(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    assert cli.main(["sla", "due", *argv]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    return told.err


def question(priority: str, metric: str, reported_at: str = TUESDAY) -> list[str]:
    return ["--priority", priority, "--metric", metric, "--reported-at", reported_at]


@pytest.mark.parametrize(
    ("priority", "metric", "due_at", "measured_in"),
    [
        ("critical", "response", "2026-11-24T10:30:00+01:00", "elapsed"),
        ("critical", "resolution", "2026-11-24T14:00:00+01:00", "elapsed"),
        ("high", "response", "2026-11-24T11:00:00+01:00", "working"),
        ("high", "resolution", "2026-11-25T10:00:00+01:00", "working"),
        ("medium", "response", "2026-11-24T14:00:00+01:00", "working"),
        ("medium", "resolution", "2026-11-26T10:00:00+01:00", "working"),
        ("low", "response", "2026-11-25T10:00:00+01:00", "working"),
        ("low", "resolution", "2026-12-01T10:00:00+01:00", "working"),
    ],
)
def test_sop1_5_the_printed_rows_hold_to_the_minute(
    capsys: pytest.CaptureFixture[str], priority: str, metric: str, due_at: str, measured_in: str
) -> None:
    told = due(capsys, *question(priority, metric))
    assert (told["due_at"], told["timezone"], told["measured_in"]) == (due_at, "Europe/Berlin", measured_in)


def test_half_an_hour_is_half_an_hour_where_the_clock_jumps(capsys: pytest.CaptureFixture[str]) -> None:
    told = due(capsys, *question("critical", "response", "2026-03-29T01:45+01:00"))
    assert told["due_at"] == "2026-03-29T03:15:00+02:00"


def test_words_are_read_without_regard_to_case_and_an_instant_without_an_offset_is_the_zones(capsys: pytest.CaptureFixture[str]) -> None:
    assert due(capsys, *question("CRITICAL", "response", "2026-11-24T10:00"))["due_at"] == "2026-11-24T10:30:00+01:00"


def test_a_pause_puts_off_by_the_working_time_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    pauses = ["--pause", "2026-11-24T11:00+01:00/2026-11-24T12:30+01:00", "--pause", "2026-11-24T22:00+01:00/2026-11-24T23:00+01:00"]
    assert due(capsys, *question("high", "resolution"), *pauses)["due_at"] == "2026-11-25T11:30:00+01:00"


@pytest.mark.parametrize(("priority", "unit", "amount"), [("high", "hours", 8), ("low", "days", 5)])
def test_the_ledger_tiles_the_time_and_adds_up(capsys: pytest.CaptureFixture[str], priority: str, unit: str, amount: int) -> None:
    told = due(capsys, *question(priority, "resolution", "2026-11-27T14:20+01:00"), "--pause", "2026-11-30T10:00/2026-11-30T12:00")
    ledger = told["ledger"]
    assert isinstance(ledger, list)
    assert told["target"] == {"amount": amount, "unit": unit, "measured_in": "working"}
    assert sum(line["amount"] for line in ledger) == pytest.approx(amount)
    assert [line["from"] for line in ledger[1:]] == [line["to"] for line in ledger[:-1]]
    assert (ledger[0]["from"], ledger[-1]["to"]) == ("2026-11-27T14:20:00+01:00", told["due_at"])
    assert {line["reason"] for line in ledger} == {"counted", "outside_hours", "paused"}
    assert all(bool(line["amount"]) is line["counted"] for line in ledger)


def test_it_is_explained_in_words_that_add_up_beside_the_answer(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["sla", "due", *question("high", "response", "2026-11-27T16:30+01:00"), "--explain"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out)["due_at"] == "2026-11-30T09:30:00+01:00"
    lines = [" ".join(line.split()) for line in told.err.splitlines()]
    assert lines == [
        "Response: 1 hour, working, times in Europe/Berlin.",
        "Fri 2026-11-27 16:30:00 +0100 to Fri 2026-11-27 17:00:00 +0100 0.5 hours Counted",
        "Fri 2026-11-27 17:00:00 +0100 to Mon 2026-11-30 09:00:00 +0100 - Outside hours",
        "Mon 2026-11-30 09:00:00 +0100 to Mon 2026-11-30 09:30:00 +0100 0.5 hours Counted",
        "Counted 1 hour in all: due Mon 2026-11-30 09:30:00 +0100.",
    ]


def test_another_policy_has_other_targets_and_its_own_zone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text(shipped("sop").replace("Europe/Berlin", "America/New_York"), encoding="utf-8")
    told = due(capsys, *question("high", "response"), "--policy", str(file))
    assert (told["due_at"], told["timezone"]) == ("2026-11-24T10:00:00-05:00", "America/New_York")


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (question("urgent", "response"), "“urgent” is no priority: it must be one of critical, high, medium, low."),
        (question("low", "response", "yesterday"), "“yesterday” is no date"),
        (question("low", "response", "9999-12-31T12:00"), "1 to 9999"),
        ([*question("low", "response"), "--pause", TUESDAY], "is no pause"),
        ([*question("low", "response"), "--pause", "2026-11-25/2026-11-24"], "ends before it starts"),
        ([*question("low", "response"), "--policy", "/nonexistent.toml"], "cannot be read"),
    ],
)
def test_what_cannot_be_reckoned_is_said_in_words(capsys: pytest.CaptureFixture[str], argv: list[str], words: str) -> None:
    assert words in refused(capsys, *argv)


def test_a_policy_that_is_wrong_is_named_with_its_line(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text("nonsense", encoding="utf-8")
    assert refused(capsys, *question("low", "response"), "--policy", str(file)).startswith("ours.toml:1: ")


def test_the_answer_costs_no_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Nothing is started for it: the due instant is that of the report plus the target, whenever it is asked."""
    told = due(capsys, *question("critical", "resolution"))
    assert datetime.fromisoformat(str(told["due_at"])) - datetime.fromisoformat(TUESDAY) == timedelta(hours=4)
