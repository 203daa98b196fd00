"""The frame of the command line: exit codes, words, and where a command takes its data directory from."""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil import cli
from counterfoil.cli import speech, web
from counterfoil.config import options


def run(*argv: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """`counterfoil …` in a process of its own, without the developer's variables."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERFOIL_", "DJANGO_"))}
    return subprocess.run(
        [sys.executable, "-m", "counterfoil", *map(str, argv)], capture_output=True, text=True, check=False, env=bare | environment
    )


def test_a_command_that_does_not_exist_is_wrong_usage() -> None:
    done = run("nonsense")
    assert (done.returncode, done.stdout) == (2, "")
    assert "invalid choice: 'nonsense'" in done.stderr


def test_no_command_is_wrong_usage_and_help_names_them_all() -> None:
    assert run().returncode == 2
    shown = run("--help")
    assert shown.returncode == 0
    assert {"up", "web", "worker", "migrate", "check"} <= set(shown.stdout.split())


@pytest.mark.parametrize("argv", [("--data", "DIR", "migrate"), ("migrate", "--data", "DIR"), ("migrate", "--data=DIR")])
def test_the_data_directory_may_stand_before_or_after_the_command(argv: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / options.FILE).write_text("port = 'none'")
    done = run(*(word.replace("DIR", str(tmp_path)) for word in argv))
    assert done.returncode == 1
    assert done.stderr.startswith("COUNTERFOIL_PORT (port in counterfoil.toml)")


def test_an_argument_wins_over_the_variable_of_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_PORT", "not a port")
    monkeypatch.setenv("COUNTERFOIL_DATA", "/nonexistent")
    seen: list[options.Options] = []

    def note(args: argparse.Namespace, found: options.Options) -> int:
        seen.append(found)
        return 0

    monkeypatch.setattr(web, "run", note)
    assert cli.main(["web", "--port", "9000", "--data", str(tmp_path)]) == 0
    assert (seen[0].port, seen[0].data) == (9000, tmp_path)


@pytest.mark.parametrize("data", ["/proc/nonexistent", "/dev/null/var"])
def test_a_data_directory_that_cannot_be_is_told_in_words(data: str) -> None:
    done = run("migrate", "--data", data)
    assert done.returncode == 1
    assert data in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path: Path) -> None:
    done = run("migrate", "--data", tmp_path, COUNTERFOIL_DATABASE_URL="postgresql://desk@127.0.0.1:1/desk")
    assert done.returncode == 1
    assert done.stderr.startswith("The database does not answer: ")
    assert "Traceback" not in done.stderr


def test_check_tells_a_program_that_the_database_does_not_answer(tmp_path: Path) -> None:
    done = run("check", "--json", "--data", tmp_path, COUNTERFOIL_DATABASE_URL="postgresql://desk@127.0.0.1:1/desk")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert told["ok"] is False
    assert [(finding["probe"], finding["state"]) for finding in told["findings"]] == [("database", "wrong")]


ENDLESS = """
import sys
from counterfoil import cli
from counterfoil.cli import check
from counterfoil.cli.speech import answer
check.run = lambda args, options: [answer({"n": n}) for n in range(100_000)]
sys.exit(cli.main(["check"]))
"""


def test_a_reader_that_has_gone_ends_a_command_quietly() -> None:
    command = subprocess.Popen([sys.executable, "-c", ENDLESS], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert command.stdout is not None
    command.stdout.readline()
    command.stdout.close()
    assert command.wait(timeout=60) == 1
    assert command.stderr is not None
    assert command.stderr.read() == ""


def test_an_answer_is_one_line_of_json_in_plain_letters(capsys: pytest.CaptureFixture[str]) -> None:
    speech.answer({"name": "Zoë\n", "at": Path("/x")})
    assert capsys.readouterr().out == '{"name": "Zoë\\n", "at": "/x"}\n'
