"""Records of other desks that lie beside the project on a developer's machine, and figures over what became of them."""

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import fmean, median
from typing import Any

import pytest

from counterfoil.exchange import mapping
from counterfoil.exchange.history import History, Source
from counterfoil.exchange.rows import Row, opened
from counterfoil.policy.parse import parse, shipped

BESIDE = Path(__file__).resolve().parents[2].parent / "shared" / "data"
SERVICENOW = BESIDE / "incidents_servicenow"
RABOBANK = BESIDE / "incidents_rabobank_bpic14_sample"

needs_servicenow = pytest.mark.skipif(not SERVICENOW.is_dir(), reason=f"the ServiceNow log is not in {SERVICENOW}")
needs_rabobank = pytest.mark.skipif(not RABOBANK.is_dir(), reason=f"the Rabobank records are not in {RABOBANK}")


@dataclass(frozen=True, slots=True)
class Life:
    """When a ticket was reported, resolved and closed. `resolved_at` None: nobody recorded it."""

    reported_at: datetime
    resolved_at: datetime | None
    closed_at: datetime | None

    @classmethod
    def of(cls, exported: dict[str, Any]) -> "Life":
        """The life of a ticket as an export tells it."""
        resolved_at, closed_at = (datetime.fromisoformat(exported[at]) if exported[at] else None for at in ("resolved_at", "closed_at"))
        return cls(datetime.fromisoformat(exported["reported_at"]), resolved_at, closed_at)


def source(name: str) -> Source:
    """The reader of the source that ships under this name, with the policy of the same name."""
    return Source(mapping.find(name), parse(shipped(name)).scales)


def incidents() -> Iterator[History]:
    """Every incident of the ServiceNow log."""
    reads = source("servicenow")
    with opened(SERVICENOW / "events.csv.gz", columns=reads.mapping.columns.values()) as found:
        readable = (row for row in found if isinstance(row, Row))
        for _, group in groupby(readable, key=reads.reference):
            rows = list(group)
            yield reads.history(rows, [reads.state(row) for row in rows])


def rows_of(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def expected() -> dict[str, Any]:
    """The figures that others computed over the ServiceNow log."""
    figures: dict[str, Any] = json.loads((SERVICENOW / "expected_kpis.json").read_text(encoding="utf-8"))
    return figures


def opened_by_month(lives: list[Life]) -> dict[str, int]:
    months = sorted(f"{life.reported_at:%Y-%m}" for life in lives)
    return {month: len(list(group)) for month, group in groupby(months)}


def resolved_by_month(lives: list[Life]) -> dict[str, dict[str, float]]:
    """Per month of the resolution: how many, and the minutes they took, as mean, median and 90th percentile."""
    minutes: dict[str, list[float]] = {}
    for life in lives:
        if life.resolved_at:
            minutes.setdefault(f"{life.resolved_at:%Y-%m}", []).append((life.resolved_at - life.reported_at) / timedelta(minutes=1))
    return {
        month: {
            "resolved": len(taken),
            "mean_elapsed_minutes": round(fmean(taken), 3),
            "median_elapsed_minutes": round(median(taken), 3),
            "p90_elapsed_minutes_linear": round(percentile(taken, 0.9), 3),
        }
        for month, taken in sorted(minutes.items())
    }


def percentile(values: list[float], share: float) -> float:
    """The linear percentile: between the two nearest values, in proportion."""
    ordered = sorted(values)
    below, part = divmod(share * (len(ordered) - 1), 1)
    above = min(int(below) + 1, len(ordered) - 1)
    return ordered[int(below)] + part * (ordered[above] - ordered[int(below)])


def open_at_end_of(month: str, lives: list[Life]) -> int:
    """The tickets reported by the end of the month and not yet closed then."""
    year, number = map(int, month.split("-"))
    end = datetime(year + number // 12, number % 12 + 1, 1, tzinfo=UTC)
    return sum(life.reported_at < end and not (life.closed_at and life.closed_at < end) for life in lives)


def assert_figures(lives: list[Life]) -> None:
    """The figures over these lives are those that others computed, to their rounding."""
    wanted = expected()
    assert opened_by_month(lives) == wanted["opened_by_month"]
    per_month = {
        month: {name: figure for name, figure in figures.items() if name != "recorded_made_sla_pct"}
        for month, figures in wanted["by_resolved_month"].items()
    }
    found = resolved_by_month(lives)
    assert found.keys() == per_month.keys()
    for month, figures in per_month.items():
        assert found[month] == pytest.approx(figures, abs=0.0011), month
    assert {month: open_at_end_of(month, lives) for month in wanted["backlog_at_month_end"]} == wanted["backlog_at_month_end"]
