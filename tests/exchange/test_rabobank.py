"""The incident records of a bank's desk: a row per incident, a 5 × 5 matrix, reopenings, requests beside incidents."""

import csv
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from counterfoil.exchange import export, mapping
from counterfoil.exchange.importers.csv import Outcome, PolicyFile, import_tickets
from counterfoil.exchange.mapping import Field
from counterfoil.policy.book import Answers
from counterfoil.policy.parse import parse, shipped
from counterfoil.policy.priority import assess
from counterfoil.policy.vocabulary import Kind
from tests.exchange.outside import RABOBANK, Life, needs_rabobank, rows_of, source

pytestmark = needs_rabobank

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FILE = RABOBANK / "incidents.csv.gz"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def test_the_matrix_gives_the_recorded_priority_of_every_incident() -> None:
    book, kinds = parse(shipped("rabobank")), source("rabobank").mapping.words[Field.KIND]
    rows = rows_of(FILE)
    assert len(rows) == 2012
    for row in rows:
        assessment = assess(Answers(row["impact"], row["urgency"]), Kind(kinds[row["category"]]), book)
        assert assessment.priority == row["priority"], row["incident_id"]


def test_the_matrix_gives_the_nine_recorded_cells() -> None:
    book = parse(shipped("rabobank"))
    with (RABOBANK / "recorded_priority_matrix.csv").open(encoding="utf-8", newline="") as lines:
        cells = {(row["impact"], row["urgency"]): row["priority"] for row in csv.DictReader(lines)}
    assert len(cells) == 9
    assert {cell: book.matrix[cell] for cell in cells} == cells
    assert len(book.matrix) == 25


def read(path: Path) -> Outcome:
    return import_tickets(file=path, mapping=mapping.find("rabobank"), policy=PolicyFile(shipped("rabobank"), "rabobank.toml"), now=NOW)


def assert_as_recorded(recorded: list[dict[str, str]]) -> None:
    """The export says of each of these rows what they say themselves."""
    words = source("rabobank").mapping.words[Field.KIND]
    exported = {ticket["external_reference"]: ticket for ticket in export.tickets(base_url="")}
    assert exported.keys() == {row["incident_id"] for row in recorded}
    for row in recorded:
        ticket = exported[row["incident_id"]]
        assert (ticket["impact"], ticket["urgency"], ticket["priority"]) == (row["impact"], row["urgency"], row["priority"])
        assert ticket[Field.KIND] == words[row["category"]]
        life = Life.of(ticket)
        for at, column in ((life.reported_at, "open_time"), (life.resolved_at, "resolved_time"), (life.closed_at, "close_time")):
            assert (at.astimezone(AMSTERDAM).replace(tzinfo=None).isoformat() if at else "") == row[column]


@pytest.mark.django_db
def test_a_slice_comes_out_as_recorded(tmp_path: Path) -> None:
    path, rows = tmp_path / "slice.csv", enumerate(rows_of(FILE))
    recorded = [row for number, row in rows if number % 60 == 0 or (number % 5 == 0 and row["reopen_time"])]
    with path.open("w", encoding="utf-8", newline="") as part:
        writer = csv.DictWriter(part, recorded[0])
        writer.writeheader()
        writer.writerows(recorded)
    outcome = read(path)
    assert (outcome.imported, outcome.refused, outcome.errors) == (len(recorded), 0, [])
    assert_as_recorded(recorded)


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)  # ticket by ticket, as it is run: one transaction around all slows down with each
def test_all_incidents_come_out_as_recorded() -> None:
    outcome = read(FILE)
    assert (outcome.read, outcome.imported, outcome.errors) == (2012, 2012, [])
    assert_as_recorded(rows_of(FILE))
