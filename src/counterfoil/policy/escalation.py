"""The ladder: at a share of a clock's target, tell these roles, and escalate (SOP 1 §3). Each rung once per run of a clock."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from counterfoil.policy.book import PolicyBook, Rung
from counterfoil.policy.clocks import Reading, instant_of_share
from counterfoil.policy.vocabulary import ClockState, Metric

Reached = tuple[str, Metric, int]


@dataclass(frozen=True, slots=True)
class RungDue:
    """A rung to be reached now. `at` is the instant its share of the target was used."""

    rung: Rung
    metric: Metric
    run: int
    at: datetime


def rungs_due(
    readings: Mapping[Metric, Reading], *, priority: str, reached: Collection[Reached], book: PolicyBook, now: datetime
) -> tuple[RungDue, ...]:
    """The rungs whose share is used by now and that were not reached in this run, in the order of the policy.

    `reached` holds (rung name, metric, run). A rung below the whole target warns, so it is due only while there is time left;
    one at or above tells of a breach, also when the clock was met late since. SOP 1 §3.
    """
    due: list[RungDue] = []
    for rung in book.rungs:
        reading = readings.get(rung.metric)
        if reading is None or priority not in rung.priorities or (rung.name, rung.metric, reading.run) in reached:
            continue
        at = _used_at(rung, reading, book)
        if at is not None and at <= now and _still_matters(rung, reading, at, now):
            due.append(RungDue(rung, rung.metric, reading.run, at))
    return tuple(due)


def _used_at(rung: Rung, reading: Reading, book: PolicyBook) -> datetime | None:
    """Two shares are read off the clock; any other is computed on its calendar."""
    if rung.share == 1:
        return reading.due_at
    if rung.share == book.warn_share:
        return reading.warn_at
    return instant_of_share(reading, rung.share, book)


def _still_matters(rung: Rung, reading: Reading, at: datetime, now: datetime) -> bool:
    if rung.share < 1:
        return not reading.ended and (reading.due_at is None or now < reading.due_at)
    if reading.met_at:
        return at < reading.met_at
    return not reading.ended or (reading.state is ClockState.BREACHED and rung.share == 1)
