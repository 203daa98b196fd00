"""The roster answers every bell, and its page says when each duty is due."""

import ast
import inspect
from pathlib import Path

import pytest

import counterfoil
from counterfoil.worker import roster
from counterfoil.worker.app import cron
from counterfoil.worker.roster import DUTIES, JOBS, Duty

SOURCES = Path(counterfoil.__path__[0])


def bells() -> set[str]:
    """Every name that some source rings by `defer`."""
    calls = (node for file in SOURCES.rglob("*.py") for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))
    rings = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id in ("defer", "defer_each"))
    return {str(call.args[0].value) for call in rings if isinstance(call.args[0], ast.Constant)}


def test_every_bell_that_is_rung_has_somebody_who_answers() -> None:
    assert bells() == {job.name for job in JOBS}


def test_each_is_on_the_roster_once() -> None:
    names = [entry.name for entry in (*DUTIES, *JOBS)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("entry", [*DUTIES, *JOBS], ids=lambda entry: entry.name)
def test_whatever_is_done_is_told_the_time(entry: Duty | roster.Job) -> None:
    assert inspect.signature(entry.run).parameters["now"].kind is inspect.Parameter.KEYWORD_ONLY


@pytest.mark.parametrize(
    ("when", "said"),
    [
        ({"every": "5 s"}, "* * * * * */5"),
        ({"every": "10 min"}, "*/10 * * * *"),
        ({"at": "02:00"}, "0 2 * * *"),
        ({"at": "23:45"}, "45 23 * * *"),
    ],
)
def test_when_a_duty_is_due_is_said_as_cron_says_it(when: dict[str, str], said: str) -> None:
    assert cron(Duty(name="x", run=print, **when)) == said


@pytest.mark.parametrize("duty", DUTIES, ids=lambda duty: duty.name)
def test_every_duty_is_due_either_at_a_time_or_after_a_time(duty: Duty) -> None:
    assert bool(duty.every) is not bool(duty.at)
