"""Pauses of real incidents: what the ledgers do not count while waiting for the user equals the published durations."""

import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

import pytest

from counterfoil.policy import clocks
from counterfoil.policy.facts import Case
from counterfoil.policy.story import Reason
from counterfoil.policy.vocabulary import EventKind, Metric, Status
from tests.policy.books import book, case, days, fact

LOG = Path(__file__).parents[3] / "shared" / "data" / "incidents_volvo_bpic13"
BOOK = book(targets={(Metric.RESOLUTION, "high"): days(5)})

# The log's words as ours; whatever else it says is work in progress.
STATUSES = {
    "Wait - User": (EventKind.REQUESTER_AWAITED, Status.AWAITING_USER_INPUT),
    "Wait - Customer": (EventKind.REQUESTER_AWAITED, Status.AWAITING_USER_INPUT),
    "Resolved": (EventKind.TICKET_RESOLVED, Status.RESOLVED),
    "Closed": (EventKind.TICKET_RESOLVED, Status.RESOLVED),
}
WORK = (EventKind.WORK_RESUMED, Status.IN_PROGRESS)


@pytest.mark.skipif(not LOG.is_dir(), reason=f"The Volvo log is not at {LOG}.")
def test_paused_time_equals_the_published_waiting_time_of_every_incident() -> None:
    expected = {row["case_id"]: int(row["wait_user_or_customer_seconds"]) for row in rows("expected_pause.csv.gz")}
    paused = {reference: waited(incident) // timedelta(seconds=1) for reference, incident in incidents()}
    assert len(paused) == 2_832
    assert paused == expected


def waited(incident: Case) -> timedelta:
    ledger = clocks.ledger(incident, Metric.RESOLUTION, BOOK)
    assert ledger is not None
    return sum((each.end - each.start for each in ledger.intervals if each.reason is Reason.AWAITING_USER_INPUT), timedelta())


def incidents() -> Iterator[tuple[str, Case]]:
    for reference, group in groupby(rows("events.csv.gz"), key=lambda row: row["case_id"]):
        steps = [(datetime.fromisoformat(row["timestamp"]).replace(tzinfo=UTC), row["sub_status"]) for row in group]
        told = [(at, *STATUSES.get(word, WORK)) for at, word in steps]
        yield reference, case(steps[0][0], *(fact(kind, at, status=status) for at, kind, status in told))


def rows(name: str) -> Iterator[dict[str, str]]:
    with gzip.open(LOG / name, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)
