"""No cell of an export is a formula, and every cell comes back as it was."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.exchange.cells import guarded, unguarded

FORMULAS = [
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    ";=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM(A1)",
    '"=1+1"',
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "  =1",
    "'=1",
    "\ufeff=1",
    "“=1”",
    "%0A=1",
    "|=1",
]


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_could_run_starts_with_an_apostrophe(text: str) -> None:
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "Printer", "3 of 4", "a=b", "no - nothing", "“Quoted” words", "rita@fernhill.example"])
def test_plain_words_stay_as_they_are(text: str) -> None:
    assert guarded(text) == text


@example("'plain")
@given(st.text())
def test_every_cell_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
