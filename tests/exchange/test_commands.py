"""`counterfoil import` and `export`: JSON for programs, words for people, never a traceback."""

import json
from pathlib import Path

import pytest

from counterfoil.cli import main
from tests.exchange.desk import LOG, updates, written

pytestmark = pytest.mark.django_db

LIFE = ("08:05 New group=Desk", "10:00 Solved worker=Amir", "12:00 Shut")


@pytest.fixture
def files(tmp_path: Path) -> list[str]:
    """The arguments that name a small log and its mapping."""
    (tmp_path / "log.toml").write_text(LOG, encoding="utf-8")
    log = written(tmp_path / "log.csv", updates(*LIFE, "13:00 Work", solved="10:00", shut="12:00"))
    return ["events", str(log), "--mapping", str(tmp_path / "log.toml")]


def test_what_was_imported_is_answered_and_exported(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *files]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "read": 4,
        "imported": 1,
        "skipped": 0,
        "refused": 0,
        "errors": [{"row": 5, "reason": "The ticket was closed by row 4, and this update came after."}],
    }
    assert main(["export", "tickets", "--format", "jsonl"]) == 0
    assert json.loads(capsys.readouterr().out)["external_reference"] == "A1"
    assert main(["export", "events", "--format", "csv", "--from", "2026-03-02T11:30+00:00", "--to", "2026-03-03"]) == 0
    header, *rows = capsys.readouterr().out.splitlines()
    assert header.startswith("id,reference,")
    assert ["ticket_closed" in row for row in rows] == [True]


def test_a_dry_run_writes_nothing(files: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *files, "--dry-run"]) == 0
    assert json.loads(capsys.readouterr().out)["imported"] == 1
    assert main(["export", "tickets"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("log.csv", "none.csv", "none.csv cannot be read: No such file or directory."),
        ("log.toml", "none.toml", "no mapping of that name ships. There are: servicenow, rabobank, counterfoil."),
        ("events", "tickets", "use “import events”"),
    ],
)
def test_what_cannot_be_is_said_in_words(files: list[str], old: str, new: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *(argument.replace(old, new) for argument in files)]) == 1
    told = capsys.readouterr()
    assert words in told.err
    assert told.out == ""


def test_a_policy_that_is_none_is_said_in_words(files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", *files, "--policy", "remedy"]) == 1
    assert "“remedy” cannot be read, and no policy of that name ships" in capsys.readouterr().err
    (tmp_path / "bad.toml").write_text("[policy]\n", encoding="utf-8")
    assert main(["import", *files, "--policy", str(tmp_path / "bad.toml")]) == 1
    assert "bad.toml:1: levels: this table is missing" in capsys.readouterr().err


def test_a_date_that_is_none_is_said_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "tickets", "--from", "last week"]) == 1
    assert "“last week” is no date" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["import"], ["import", "events"], ["export"], ["export", "tickets", "--format", "xls"]])
def test_wrong_usage_is_2(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
