"""A small desk of our own invention, whose record is to be imported: its mapping, and rows as its tool would write them."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from counterfoil.exchange import mapping
from counterfoil.exchange.history import History, Source
from counterfoil.exchange.rows import Row
from counterfoil.policy.parse import SOP_DEFAULTS

SUPPLY = """
[supply]
requester = "Somebody"
subject = "Matter {external_reference}"
description = "The old desk kept no words. Sorted under: {category}."
category = "general"
assignee = "Nobody named"
question = "The old desk asked something."
solution = "The old desk solved it."
reason = "The old desk gives no reason."
"""
LOG = f"""
[mapping]
name = "old_desk"
rows = "updates"
zone = "UTC"
nothing = ["?"]

[columns]
external_reference = "id"
changed_at = "at"
status = "state"
reported_at = "opened"
resolved_at = "solved"
closed_at = "shut"
requester = "who"
team = "group"
assignee = "worker"
resolver = "solver"
category = "kind"
impact = "impact"
urgency = "urgency"
priority = "priority"

[words.status]
"New" = "new"
"Work" = "in_progress"
"Wait" = "awaiting_user_input"
"Raised" = "escalated"
"Solved" = "resolved"
"Shut" = "closed"
{SUPPLY}"""
TICKETS = f"""
[mapping]
name = "old_list"
rows = "tickets"
zone = "Europe/Berlin"

[columns]
external_reference = "id"
reported_at = "opened"
reopened_at = "reopened"
resolved_at = "solved"
closed_at = "shut"
requester = "who"
requester_email = "address"
subject = "title"
{SUPPLY}"""
COLUMNS = tuple(mapping.parse(LOG, source="log.toml").columns.values())
DAY = "2026-03-02"


def updates(*told: str, solved: str = "", shut: str = "", **cells: str) -> list[Row]:
    """Rows of one incident, opened at 08:00. `told` are times and states, as in "09:00 Work group=Network worker=Amir"."""
    rows = []
    for number, line in enumerate(told, start=2):
        at, state, *more = line.split()
        row = dict.fromkeys(COLUMNS, "") | {"id": "A1", "who": "Rita Ray", "opened": clock("08:00"), "kind": "network", **cells}
        row |= {"at": clock(at), "state": state, "solved": clock(solved), "shut": clock(shut)}
        rows.append(Row(number, row | dict(part.split("=") for part in more)))
    return rows


def history(*told: str, solved: str = "", shut: str = "", text: str = LOG, **cells: str) -> History:
    """The rows as one ticket."""
    source = Source(mapping.parse(text, source="log.toml"), SOP_DEFAULTS.scales)
    rows = updates(*told, solved=solved, shut=shut, **cells)
    return source.history(rows, [source.state(row) for row in rows])


def clock(at: str) -> str:
    """A time of the day all our rows are from; empty stays empty."""
    return f"{DAY}T{at}" if at else ""


def instant(at: str) -> datetime:
    return datetime.fromisoformat(clock(at)).replace(tzinfo=UTC)


def written(path: Path, rows: Iterable[Row]) -> Path:
    """The rows as a CSV file."""
    rows = list(rows)
    lines = [",".join(rows[0].cells), *(",".join(row.cells.values()) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
