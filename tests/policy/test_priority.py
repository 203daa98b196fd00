"""From answers to a priority."""

import csv
import gzip
from collections import Counter
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.policy.book import Answers, Level, PolicyBook
from counterfoil.policy.parse import SHIPPED, SOP_DEFAULTS, parse, shipped
from counterfoil.policy.priority import Assessment, ReasonMissing, assess, override
from counterfoil.policy.vocabulary import Kind
from tests.support.examples import examples

BOOKS = {name: parse(shipped(name)) for name in SHIPPED}
DATA = Path(__file__).parents[2].parent / "shared" / "data"

# SOP 1 §5 by the default matrix: impact, urgency → priority, and with a workaround.
CELLS = [
    ("organization", "stopped", "critical", "high"),
    ("organization", "degraded", "high", "high"),
    ("organization", "inconvenience", "medium", "medium"),
    ("department", "stopped", "critical", "high"),
    ("department", "degraded", "high", "high"),
    ("department", "inconvenience", "medium", "medium"),
    ("person", "stopped", "high", "high"),
    ("person", "degraded", "medium", "medium"),
    ("person", "inconvenience", "low", "low"),
]


def judged(impact: str | None, urgency: str | None, workaround: bool | None, kind: Kind = Kind.INCIDENT) -> Assessment:
    return assess(Answers(impact, urgency, workaround), kind, SOP_DEFAULTS)


@pytest.mark.parametrize(("impact", "urgency", "without", "with_workaround"), CELLS)
def test_the_matrix_gives_the_priority_and_a_workaround_softens_critical(
    impact: str, urgency: str, without: str, with_workaround: str
) -> None:
    assert judged(impact, urgency, False).priority == without
    assert judged(impact, urgency, True).priority == with_workaround


@pytest.mark.parametrize(("kind", "priority"), [(Kind.INCIDENT, "medium"), (Kind.REQUEST, "low")])
def test_a_ticket_without_answers_takes_the_defaults_of_its_kind_and_is_not_triaged(kind: Kind, priority: str) -> None:
    assessment = judged(None, None, None, kind)
    assert (assessment.priority, assessment.is_triaged) == (priority, False)


TRIAGED = [
    ("all answered", Answers("person", "degraded", False), True),
    ("no word on a workaround where it changes nothing", Answers("person", "degraded", None), True),
    ("no word on a workaround where it would change the priority", Answers("department", "stopped", None), False),
    ("no impact", Answers(None, "degraded", False), False),
    ("no urgency", Answers("person", None, False), False),
]


@pytest.mark.parametrize(("title", "answers", "is_triaged"), TRIAGED)
def test_a_ticket_is_triaged_when_no_missing_answer_could_change_its_priority(title: str, answers: Answers, is_triaged: bool) -> None:
    assert assess(answers, Kind.INCIDENT, SOP_DEFAULTS).is_triaged is is_triaged, title


REASONS = [
    (Answers("person", "degraded", False), "One person × work degraded → Medium"),
    (Answers("organization", "stopped", True), "Organization × work stopped, with a workaround → High"),
    (Answers("person", "stopped", True), "One person × work stopped → High"),
    (Answers(), "One person × work degraded → Medium, assumed until triaged"),
]


@pytest.mark.parametrize(("answers", "reason"), REASONS)
def test_the_reason_says_in_words_how_the_priority_came_about(answers: Answers, reason: str) -> None:
    assert assess(answers, Kind.INCIDENT, SOP_DEFAULTS).reason == reason


def test_answers_are_read_without_regard_to_case() -> None:
    assert judged("Organization", "STOPPED", False) == judged("organization", "stopped", False)


def test_an_answer_that_is_no_level_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="must be one of organization, department, person"):
        judged("galaxy", "stopped", False)


def test_an_override_keeps_both_priorities_and_the_reason() -> None:
    chosen = override(judged("person", "degraded", False), priority="High", reason=" Board meeting at ten ", book=SOP_DEFAULTS)
    assert (chosen.computed, chosen.priority, chosen.is_overridden) == ("medium", "high", True)
    assert chosen.reason == "One person × work degraded → Medium; set to High: Board meeting at ten"


def test_an_override_triages_a_ticket_nobody_answered_for() -> None:
    chosen = override(judged(None, None, None), priority="low", reason="Known and harmless", book=SOP_DEFAULTS)
    assert chosen.is_triaged
    assert "assumed" not in chosen.reason


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_an_override_without_a_reason_is_refused(reason: str) -> None:
    with pytest.raises(ReasonMissing):
        override(judged("person", "degraded", False), priority="high", reason=reason, book=SOP_DEFAULTS)


def test_an_override_to_an_unknown_priority_is_refused() -> None:
    with pytest.raises(ValueError, match="is no priority"):
        override(judged("person", "degraded", False), priority="urgent", reason="Because", book=SOP_DEFAULTS)


@settings(max_examples=examples(10_000), deadline=None)
@given(data=st.data(), book=st.sampled_from(list(BOOKS.values())), workaround=st.booleans(), kind=st.sampled_from(Kind))
def test_raising_impact_or_urgency_never_lowers_the_priority(data: st.DataObject, book: PolicyBook, workaround: bool, kind: Kind) -> None:
    impact, graver_impact = two_of(data, book.scales.impact)
    urgency, graver_urgency = two_of(data, book.scales.urgency)
    before = assess(Answers(impact, urgency, workaround), kind, book)
    after = assess(Answers(graver_impact, graver_urgency, workaround), kind, book)
    assert book.scales.rank(after.priority) <= book.scales.rank(before.priority)


def two_of(data: st.DataObject, levels: tuple[Level, ...]) -> tuple[str, str]:
    """A level and one at least as grave."""
    place = data.draw(st.integers(0, len(levels) - 1))
    return levels[place].word, levels[data.draw(st.integers(0, place))].word


@pytest.mark.parametrize("name", SHIPPED)
def test_every_answer_of_the_rubric_leads_to_a_priority(name: str) -> None:
    book = BOOKS[name]
    for affected, work in product(book.rubric["affected"].options, book.rubric["work"].options):
        assert assess(Answers(affected.word, work.word, False), Kind.INCIDENT, book).is_triaged


def test_the_rabobank_policy_reproduces_the_recorded_cells() -> None:
    path = DATA / "incidents_rabobank_bpic14_sample" / "recorded_priority_matrix.csv"
    if not path.exists():
        pytest.skip("The published Rabobank incidents are not beside the project.")
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 9
    for row in rows:
        answers = Answers(row["impact"], row["urgency"], False)
        assert assess(answers, Kind.INCIDENT, BOOKS["rabobank"]).priority == row["priority"], row


def test_the_servicenow_policy_gives_the_recorded_priority_on_every_row() -> None:
    path = DATA / "incidents_servicenow" / "events.csv.gz"
    if not path.exists():
        pytest.skip("The published ServiceNow log is not beside the project.")
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        recorded = Counter((row["impact"], row["urgency"], row["priority"]) for row in csv.DictReader(file))
    assert len(recorded) == 8, "every pair that occurs, each with one priority"
    book = BOOKS["servicenow"]
    for impact, urgency, priority in recorded:
        assert book.scales.label(assess(Answers(impact, urgency, False), Kind.INCIDENT, book).priority) == priority
