"""`counterfoil policy`: what is shown can be adopted, what is wrong is named, and only who may adopts."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from counterfoil import cli
from counterfoil.audit.models import Change
from counterfoil.handbook.models import PolicyVersion
from counterfoil.handbook.queries import book_in_force
from counterfoil.policy.parse import shipped
from tests.support.cast import Cast, cast

__all__ = ["cast"]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A policy of our own: version 1.1, with another target."""
    path = tmp_path / "ours.toml"
    path.write_text(shipped("sop").replace('version = "1.0"', 'version = "1.1"'), encoding="utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> tuple[int, str, str]:
    code = cli.main(["policy", *map(str, argv)])
    told = capsys.readouterr()
    return code, told.out, told.err


def adopt(capsys: pytest.CaptureFixture[str], file: Path, adopter: str, effective: str = "2026-12-01") -> tuple[int, str, str]:
    return run(capsys, "adopt", file, "--as", adopter, "--effective", effective, "--note", "Holidays of 2027")


def test_the_version_in_force_is_shown_as_it_was_written(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "show") == (0, shipped("sop"), "")


def test_a_version_is_shown_to_people_as_a_page(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, _ = run(capsys, "show", "--version", "1.0", "--format", "markdown")
    assert code == 0
    assert shown.startswith("# Policy 1.0\n")


def test_a_version_that_nobody_adopted_is_named(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, shown, words = run(capsys, "show", "--version", "9")
    assert (code, shown) == (1, "")
    assert "No version is called “9”" in words


def test_a_sound_file_is_said_to_be_so(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, told, _ = run(capsys, "check", file)
    assert (code, json.loads(told)) == (0, {"ok": True, "version": "1.1", "problems": []})


def test_what_is_wrong_is_named_with_file_line_key_and_reason(capsys: pytest.CaptureFixture[str], file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace('zone = "Europe/Berlin"', 'zone = "Europe/Nowhere"', 1), encoding="utf-8")
    code, told, words = run(capsys, "check", file)
    [problem] = json.loads(told)["problems"]
    assert code == 1
    assert (problem["file"], problem["key"]) == ("ours.toml", "policy.zone")
    assert words.startswith(f"ours.toml:{problem['line']}: policy.zone: ")
    assert "Europe/Nowhere" in problem["reason"]


@pytest.mark.parametrize("what", ["check", "adopt"])
def test_a_file_that_cannot_be_read_is_told_in_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, what: str) -> None:
    (tmp_path / "picture.toml").write_bytes(b"\xff\xfe\x00")
    for name in ("nothing.toml", "picture.toml"):
        missing = tmp_path / name
        code, told, words = adopt(capsys, missing, "ada@fernhill.example") if what == "adopt" else run(capsys, "check", missing)
        assert (code, told) == (1, "")
        assert name in words


def test_an_adopted_policy_governs_from_its_day_in_its_zone(cast: Cast, capsys: pytest.CaptureFixture[str], file: Path) -> None:
    code, told, _ = adopt(capsys, file, str(cast.ada.email))
    assert code == 0
    assert json.loads(told)["effective_at"] == "2026-12-01T00:00:00+01:00"
    start = datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert book_in_force(start).book.version == "1.1"
    assert book_in_force(start.replace(hour=22)).book.version == "1.0"
    version = PolicyVersion.objects.get(version="1.1")
    assert (version.author, version.description, version.adopted_by) == ("Ada Aalto", "Holidays of 2027", cast.ada)
    assert Change.objects.filter(kind="policy_adopted", actor=cast.ada).count() == 1


@pytest.mark.parametrize("who", ["amir", "lena", "uma", "rita"])
def test_who_may_not_adopt_is_refused(cast: Cast, capsys: pytest.CaptureFixture[str], file: Path, who: str) -> None:
    code, _, words = adopt(capsys, file, str(getattr(cast, who).email))
    assert code == 1
    assert "may not adopt" in words
    assert PolicyVersion.objects.count() == 1


def test_a_wrong_file_and_a_wrong_date_change_nothing(cast: Cast, capsys: pytest.CaptureFixture[str], file: Path) -> None:
    assert "is no date" in adopt(capsys, file, str(cast.ada.email), effective="soon")[2]
    file.write_text("nonsense", encoding="utf-8")
    assert "ours.toml:1: " in adopt(capsys, file, str(cast.ada.email))[2]
    assert PolicyVersion.objects.count() == 1
