"""The policy as a page."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from counterfoil.policy.parse import SHIPPED, SOP_DEFAULTS, parse, shipped
from counterfoil.policy.vocabulary import Unit
from counterfoil.policy.write import as_prose, quantity

PAGE = as_prose(SOP_DEFAULTS)

SENTENCES = [
    "# Policy 1.0",
    "It is reviewed every 12 months.",
    "**Who is affected?**",
    "- No, I’m stuck: Nothing can be done until it is solved",
    "| Impact | Work stopped | Work degraded | Inconvenience |",
    "| One person | High | Medium | Low |",
    "With a workaround, Critical becomes High.",
    "| Critical | 5 minutes, around the clock | 30 minutes, around the clock | 30 minutes, around the clock | 4 hours, around the clock |",
    "| Low | 5 minutes, around the clock | 8 hours (desk) | 8 hours (desk) | 5 business days (desk) |",
    "A clock is at risk when 75 % of its target is used.",
    "| Monday | 09:00-17:00 |",
    "| Sunday | closed |",
    "| Awaiting User Input | Waiting for you | next reply and resolution |",
    "| critical_breached | 100 % of resolution | Critical | lead | is escalated |",
    "A requester who does not confirm is reminded after 2 days and 4 days.",
    "Silence closes a ticket 7 days after it was resolved.",
    "| Report | 5 years | issued at | Supervisors/Managers | Shared Drive / Reporting Tool |",
    "| 2024-06-15 | 1.0 | Initial creation | IT Support Lead |",
]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_page_says(sentence: str) -> None:
    assert sentence in PAGE.splitlines()


@pytest.mark.parametrize("name", SHIPPED)
def test_every_table_of_a_page_is_as_wide_as_its_head(name: str) -> None:
    rows = [line for line in as_prose(parse(shipped(name))).splitlines() if line.startswith("|")]
    heads = [n for n, row in enumerate(rows) if n + 1 < len(rows) and set(rows[n + 1]) <= set("|- ")]
    assert len(heads) >= 5
    for start, end in zip(heads, [*heads[1:], len(rows)], strict=True):
        assert {row.count(" | ") for row in rows[start:end]} == {rows[start].count(" | ")}


def test_a_bar_in_a_label_does_not_break_the_table() -> None:
    statuses = {status: replace(words, requester_reads="a | b") for status, words in SOP_DEFAULTS.statuses.items()}
    assert "| New | a \\| b | – |" in as_prose(replace(SOP_DEFAULTS, statuses=statuses))


def test_holidays_are_listed() -> None:
    desk = replace(SOP_DEFAULTS.calendars["desk"], holidays=frozenset({date(2024, 12, 26), date(2024, 12, 25)}))
    assert "Closed on 2024-12-25 and 2024-12-26." in as_prose(replace(SOP_DEFAULTS, calendars={"desk": desk}))


@pytest.mark.parametrize(
    ("amount", "unit", "words"),
    [(Fraction(1), Unit.HOURS, "1 hour"), (Fraction(3, 2), Unit.DAYS, "1.5 days"), (Fraction(30), Unit.MINUTES, "30 minutes")],
)
def test_a_quantity_is_told_in_words(amount: Fraction, unit: Unit, words: str) -> None:
    assert quantity(amount, unit) == words
