"""Every sentence of the procedures that obliges somebody has a row, and what a row names exists."""

import ast
import re
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOPS = {number: next((ROOT / "docs" / "sop").glob(f"sop-{number}-*.md")).read_text(encoding="utf-8") for number in (1, 2)}
TABLE = (ROOT / "docs" / "sop" / "traceability.md").read_text(encoding="utf-8")
ROWS = [tuple(cell.strip() for cell in line.split("|")[1:5]) for line in TABLE.splitlines() if line.startswith("| SOP")]
FUNCTIONS = sorted({name for _, _, carried, _ in ROWS for name in re.findall(r"`([\w.]+)`", carried)})
TESTS = sorted({name for *_, test in ROWS for name in re.findall(r"`([\w./]+::\w+)`", test)})

# What obliges nobody to a deed: titles, purposes, scopes, heads of tables, names of other documents.
NO_DEED = re.compile(
    r"^(SOP:|Standard Operating Procedure|Technical Support Record-Keeping and Performance Reporting$|This SOP details|This SOP applies"
    r"|This procedure applies|To standardize|Priority Level|Record\t|\d+\. )"
)
OTHER_DOCUMENTS = ("Company Helpdesk Policy", "Ticketing System User Manual", "Initial creation")
LEADS_IN = ("Enter issue details into the ticketing system, including:",)


def sentences(number: int) -> list[str]:
    """The lines of a procedure without their marks, and without those that oblige nobody."""
    lines = [re.sub(r"^\s*(?:[-·o]\s+)+|\*\*", "", line).strip() for line in SOPS[number].splitlines()]
    kept = [line for line in lines if line and not NO_DEED.match(line) and not line.startswith(LEADS_IN)]
    return [line for line in kept if not any(name in line for name in OTHER_DOCUMENTS)]


@pytest.mark.parametrize("number", SOPS)
def test_every_sentence_has_a_row(number: int) -> None:
    rows = [sentence for clause, sentence, *_ in ROWS if clause.startswith(f"SOP{number}")]
    assert [line for line in sentences(number) if not any(row in line for row in rows)] == []


@pytest.mark.parametrize(("clause", "sentence"), [row[:2] for row in ROWS])
def test_the_sentence_of_a_row_stands_in_the_procedure(clause: str, sentence: str) -> None:
    words = SOPS[int(clause[3])].replace("ManualITIL", "Manual")
    assert sentence in words.replace("**", "")


def test_a_clause_has_one_row() -> None:
    clauses = [clause for clause, *_ in ROWS]
    assert len(clauses) == len(set(clauses)) > 40


@pytest.mark.parametrize("name", FUNCTIONS)
def test_the_function_that_carries_a_clause_out_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert callable(getattr(import_module(f"counterfoil.{module}"), function))


@pytest.mark.parametrize("name", TESTS)
def test_the_test_that_shows_a_clause_exists(name: str) -> None:
    file, _, function = name.partition("::")
    assert function in functions_of(file)


def test_what_is_carried_out_is_tested() -> None:
    assert [clause for clause, _, carried, test in ROWS if (carried == "planned") != (test == "planned")] == []


@cache
def functions_of(file: str) -> set[str]:
    tree = ast.parse((ROOT / "tests" / file).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
