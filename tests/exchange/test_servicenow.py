"""The log of a real ServiceNow desk, replayed: 12,554 incidents in 77,509 rows."""

import csv
import gzip
import io
import itertools
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from counterfoil.exchange import export, mapping
from counterfoil.exchange.history import NOBODY, History
from counterfoil.exchange.importers.csv import Outcome, PolicyFile, import_events
from counterfoil.exchange.mapping import Field
from counterfoil.exchange.replay import Refusal, Step, replay
from counterfoil.policy.book import Answers
from counterfoil.policy.calendar import BusinessCalendar
from counterfoil.policy.parse import parse, shipped
from counterfoil.policy.priority import assess
from counterfoil.policy.vocabulary import Kind, Status, Verb
from tests.exchange.outside import SERVICENOW, Life, assert_figures, expected, incidents, needs_servicenow, rows_of

pytestmark = needs_servicenow

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FILE = SERVICENOW / "events.csv.gz"


def test_the_matrix_gives_the_recorded_priority_on_every_row() -> None:
    book, words = parse(shipped("servicenow")), mapping.find("servicenow").words
    rows = rows_of(FILE)
    cells = Counter((row["impact"], row["urgency"], row["priority"]) for row in rows)
    assert cells.total() == expected()["events"]
    for impact, urgency, priority in cells:
        answers = Answers(words[Field.IMPACT][impact], words[Field.URGENCY][urgency])
        assert assess(answers, Kind.INCIDENT, book).priority == words[Field.PRIORITY][priority]


def test_working_minutes_equal_those_others_computed_on_every_row() -> None:
    calendar = BusinessCalendar.of(parse(shipped("servicenow")).calendars["desk"])
    rows = rows_of(SERVICENOW / "expected_durations.csv.gz")
    assert len(rows) == expected()["incidents_with_resolved_at"]
    for row in rows:
        opened_at, resolved_at = (datetime.fromisoformat(row[at]).replace(tzinfo=UTC) for at in ("opened_at", "resolved_at"))
        worked = calendar.between(opened_at, resolved_at) / timedelta(minutes=1)
        assert worked == int(row["business_minutes_mon_fri_0900_1700"]), row["number"]


@dataclass(frozen=True, slots=True)
class Incident:
    """One incident as the source tells it, and what the replay makes of it."""

    history: History
    steps: list[Step]
    refusals: list[Refusal]

    @property
    def is_odd(self) -> bool:
        """True for one with something that most do not have."""
        states, outline = self.history.states, self.history.outline
        is_unnamed = not outline.resolver.name or not states[-1].category or "requester" in outline.supplied
        pairs = list(itertools.pairwise(states))
        is_backwards = any(after.at < before.at for before, after in pairs)
        is_given_back = any(before.status is Status.RESOLVED and after.assignee == NOBODY for before, after in pairs)
        reopenings = sum(step.verb is Verb.REOPEN for step in self.steps)
        return bool(self.refusals) or is_unnamed or is_backwards or (is_given_back and reopenings > 0) or reopenings > 1


@pytest.fixture(scope="session")
def log() -> list[Incident]:
    return [Incident(history, *replay(history)) for history in incidents()]


@pytest.fixture
def chosen(log: list[Incident]) -> dict[str, Incident]:
    """Some 150 incidents: the odd ones, and some of the rest."""
    found = [one for number, one in enumerate(log) if len(one.steps) < 12 and (number % 300 == 0 or one.is_odd)]
    return {one.history.outline.external_reference: one for one in found}


def test_every_incident_is_replayed_to_the_times_the_source_recorded(log: list[Incident]) -> None:
    lives = []
    for one in log:
        outline, (resolving, closing) = one.history.outline, one.steps[-2:]
        assert (resolving.verb, closing.verb) == (Verb.RESOLVE, Verb.CLOSE)
        resolved_at = None if resolving.is_supplied else resolving.at
        assert (resolved_at, closing.at) == (outline.resolved_at, outline.closed_at), outline.external_reference
        lives.append(Life(outline.reported_at, resolved_at, closing.at))
    assert len(lives) == expected()["incidents"]
    assert sum(life.resolved_at is None for life in lives) == 963
    assert sum(len(one.refusals) for one in log) == 85
    assert_figures(lives)


def read(path: Path) -> Outcome:
    return import_events(
        file=path, mapping=mapping.find("servicenow"), policy=PolicyFile(shipped("servicenow"), "servicenow.toml"), now=NOW
    )


@pytest.mark.django_db
def test_a_slice_with_every_oddity_comes_out_as_the_source_recorded_it(chosen: dict[str, Incident], tmp_path: Path) -> None:
    path = tmp_path / "slice.csv"
    with gzip.open(FILE, "rt", encoding="utf-8", newline="") as lines, path.open("w", encoding="utf-8", newline="") as part:
        rows = csv.reader(lines)
        csv.writer(part).writerows([next(rows), *(row for row in rows if row[0] in chosen)])
    outcome = read(path)
    assert (outcome.imported, outcome.refused, outcome.skipped) == (len(chosen), 0, 0)
    assert len(outcome.errors) == sum(len(one.refusals) for one in chosen.values())
    exported = list(export.tickets(base_url=""))
    assert {ticket["external_reference"] for ticket in exported} == chosen.keys()
    for ticket in exported:
        history = chosen[ticket["external_reference"]].history
        outline, last = history.outline, history.states[-1]
        assert Life.of(ticket) == Life(outline.reported_at, outline.resolved_at, outline.closed_at)
        assert (ticket["impact"], ticket["urgency"], ticket["priority"]) == (last.impact, last.urgency, last.priority)
        assert (ticket["closed_how"], ticket["confirmed_at"]) == ("imported", None)
        assert ("resolution" in ticket["supplied"]) is (outline.resolved_at is None)
        assert {"subject", "description", "contact", "solution"} <= set(ticket["supplied"])
    again = read(path)
    assert (again.imported, again.skipped, again.errors) == (0, len(chosen), [])


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)  # ticket by ticket, as it is run: one transaction around all slows down with each
def test_the_whole_log_imports_and_its_export_gives_the_figures_others_computed(log: list[Incident]) -> None:
    outcome = read(FILE)
    assert [error for error in outcome.errors if "not imported" in error.reason] == []
    assert (outcome.read, outcome.imported, outcome.refused) == (expected()["events"], expected()["incidents"], 0)
    written = io.StringIO()
    export.write(export.tickets(base_url=""), columns=export.TICKET_COLUMNS, form=export.Format.CSV, to=written)
    written.seek(0)
    tickets = list(csv.DictReader(written))
    assert_figures([Life.of(ticket) for ticket in tickets])
    recorded = {one.history.outline.external_reference: one.history.states[-1].priority for one in log}
    assert {ticket["external_reference"]: ticket["priority"] for ticket in tickets} == recorded
