"""A mapping file is checked whole: every problem with file, line, key and reason."""

from pathlib import Path

import pytest

from counterfoil.exchange import mapping
from counterfoil.exchange.mapping import SHIPPED, Field, MappingError, Rows, Text
from counterfoil.policy.vocabulary import Channel, Kind
from tests.exchange.desk import LOG, TICKETS


def problems(text: str) -> list[str]:
    with pytest.raises(MappingError) as raised:
        mapping.parse(text, source="old.toml")
    return [str(problem) for problem in raised.value.problems]


def line(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_is_valid_and_goes_by_its_name(name: str) -> None:
    assert mapping.find(name).name == name


def test_a_mapping_says_what_columns_and_words_mean() -> None:
    found = mapping.parse(LOG, source="old.toml")
    assert (found.rows, found.zone, found.nothing) == (Rows.UPDATES, "UTC", frozenset({"", "?"}))
    assert found.columns[Field.ASSIGNEE] == "worker"
    assert found.words[Field.STATUS]["Wait"] == "awaiting_user_input"
    assert found.supplies[Text.SUBJECT] == "Matter {external_reference}"
    assert (found.kind, found.channel) == (Kind.INCIDENT, Channel.IMPORT)
    assert found.domain == "old-desk.invalid"


REFUSED = {
    "a field nobody knows": ('team = "group"', 'crew = "group"', "crew", "“crew” is none of"),
    "a table nobody knows": ("[supply]", "[extra]\nkey = 1\n[supply]", "extra", "is not known here"),
    "a key nobody knows": ('zone = "UTC"', 'zone = "UTC"\nzoned = "x"', "zoned", "is “zone” meant"),
    "a status nobody knows": ('"Wait" = "awaiting_user_input"', '"Wait" = "pending"', "Wait", "“pending” is none of"),
    "a zone nobody knows": ('zone = "UTC"', 'zone = "Mars/Olympus"', "zone", "is no time zone"),
    "words of a field that has none": ("[words.status]", '[words.subject]\na = "b"\n[words.status]', "subject", "is not made of words"),
    "a placeholder nobody knows": ("Matter {external_reference}", "Matter {number}", "subject", "“{number}” is no field of ours"),
    "no text for what is lacking": ('question = "The old desk asked something."\n', "", "[supply]", "“question” is missing"),
    "rows of another kind": ('rows = "updates"', 'rows = "changes"', "rows", "“changes” is none of updates, tickets"),
    "a reopening in a log": ('team = "group"', 'team = "group"\nreopened_at = "again"', "reopened_at", "only a row per ticket has it"),
}


@pytest.mark.parametrize(("old", "new", "at", "reason"), REFUSED.values(), ids=REFUSED)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, at: str, reason: str) -> None:
    text = LOG.replace(old, new)
    (problem,) = problems(text)
    assert problem.startswith(f"old.toml:{line(text, at)}: ")
    assert reason in problem


def test_all_problems_are_told_at_once() -> None:
    text = LOG.replace('changed_at = "at"\n', "").replace('"Work" = "in_progress"', '"Work" = 3')
    assert [problem.split(": ", 1)[1] for problem in problems(text)] == [
        "columns: “changed_at” is missing",
        "words.status.Work: a text is expected here, in quotes and not empty",
    ]


def test_a_row_per_ticket_needs_no_status() -> None:
    assert mapping.parse(TICKETS, source="old.toml").rows is Rows.TICKETS


def test_what_is_no_toml_is_refused() -> None:
    assert "this is no TOML" in problems("columns = [")[0]


def test_a_file_is_found_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(LOG, encoding="utf-8")
    assert mapping.find(str(path)).name == "old_desk"
    with pytest.raises(LookupError, match="There are: servicenow, rabobank, counterfoil"):
        mapping.find("remedy")
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(MappingError, match="no text in UTF-8"):
        mapping.find(str(path))


def test_the_guide_names_every_field_and_every_mapping_that_ships() -> None:
    guide = (Path(__file__).parents[2] / "docs" / "guide" / "import.md").read_text(encoding="utf-8")
    assert [word for word in (*Field, *Text, *SHIPPED) if f"`{word}`" not in guide] == []
