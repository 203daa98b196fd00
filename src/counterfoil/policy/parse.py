"""The policy file: TOML in, a validated `PolicyBook` out, or every reason why not."""

import tomllib
from decimal import Decimal
from importlib.resources import files

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.lines import lines_of
from counterfoil.policy.sections import book_from, scales_from
from counterfoil.policy.tables import Notes, Problem, Table

SHIPPED = ("sop", "servicenow", "rabobank")


class PolicyError(ValueError):
    """The file is no valid policy. `problems` lists all that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def parse(text: str, *, source: str = "policy.toml") -> PolicyBook:
    """The policy a TOML text states, whole and checked; nothing is filled in from elsewhere.

    `source` names the file in the problems of a PolicyError. SOP 1 §7.
    """
    try:
        values_read = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:  # beside its own error, tomllib lets through those of endless numbers and lists
        raise PolicyError([_syntax(str(error), text, source)]) from None
    notes = Notes(source, lines_of(text))
    root = Table(values_read, notes=notes)
    scales = scales_from(root.table("levels"))
    if not (scales.impact and scales.urgency and scales.priority):
        raise PolicyError(notes.problems)
    book = book_from(root, scales)
    root.refuse_unknown()
    if notes.problems:
        raise PolicyError(notes.problems)
    return book


def shipped(name: str) -> str:
    """The text of a policy that ships with the program: "sop", "servicenow", "rabobank". LookupError lists the names."""
    if name not in SHIPPED:
        raise LookupError(f"No policy named “{name}” ships with the program. There are: {', '.join(SHIPPED)}.")
    return files("counterfoil.policy").joinpath(f"{name}.toml").read_text(encoding="utf-8")


def _syntax(error: str, text: str, source: str) -> Problem:
    reason, _, place = error.partition(" (at line ")
    line = int(place.partition(",")[0]) if place else text.count("\n") + 1
    return Problem(source, line, "", f"this is no TOML: {reason.removesuffix(' (at end of document)')}")


SOP_DEFAULTS = parse(shipped("sop"), source="sop.toml")
