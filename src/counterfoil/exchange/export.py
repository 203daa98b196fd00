"""Export tickets and events as a stream: JSON lines, or CSV that no spreadsheet runs (security V9)."""

import csv
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, TextIO, TypeVar

from django.db.models import Model, Prefetch, Q, QuerySet

from counterfoil.exchange.cells import guarded
from counterfoil.exchange.shape import event_as_json, ticket_as_json
from counterfoil.policy.vocabulary import EventKind, Metric, Word
from counterfoil.tickets.models import Event, Message, MessageKind, Ticket

M = TypeVar("M", bound=Model)

PAGE = 500
YES_NO = {True: "yes", False: "no"}
PEOPLE = {"assignee": ("name", "email"), "requester": ("name", "email", "phone"), "actor": ("name", "email")}
CLOCK = ("state", "due_at", "met_at")


class Format(Word):
    JSONL = "jsonl"
    CSV = "csv"


def tickets(*, since: datetime | None = None, until: datetime | None = None, base_url: str) -> Iterator[dict[str, Any]]:
    """The tickets reported in [since, until), the oldest record first. `base_url` is the site's address without a slash at its end."""
    wanted = Ticket.objects.filter(*_within("reported_at", since, until))
    supplied = Event.objects.filter(Q(details__has_key="supplied_texts") | Q(kind=EventKind.TICKET_RESOLVED))
    exported = wanted.select_related("category", "team", "assignee", "requester", "organization", "policy_version").prefetch_related(
        "clocks",
        Prefetch("messages", Message.objects.filter(kind=MessageKind.REPORT).order_by("id")),
        Prefetch("events", supplied.only("id", "ticket_id", "kind", "details")),
    )
    return (ticket_as_json(ticket, base_url=base_url) for ticket in _pages(exported))


def events(*, since: datetime | None = None, until: datetime | None = None) -> Iterator[dict[str, Any]]:
    """The events of [since, until), in the order they were recorded."""
    exported = Event.objects.filter(*_within("at", since, until)).select_related("ticket", "actor", "policy_version")
    return (event_as_json(event) for event in _pages(exported))


def write(rows: Iterable[dict[str, Any]], *, columns: tuple[str, ...], form: Format, to: TextIO) -> None:
    """Write the rows as they come. `columns` are those of a CSV."""
    if form is Format.JSONL:
        to.writelines(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" for row in rows)
        return
    writer = csv.DictWriter(to, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({column: guarded(cell) for column, cell in _flat(row).items()} for row in rows)


def _pages(rows: "QuerySet[M]") -> Iterator[M]:
    """The rows by rising id, a page at a time: no long transaction, and never more than a page in memory."""
    last = 0
    while page := list(rows.filter(pk__gt=last).order_by("pk")[:PAGE]):
        yield from page
        last = page[-1].pk


def _within(column: str, since: datetime | None, until: datetime | None) -> list[Q]:
    bounds = {f"{column}__gte": since, f"{column}__lt": until}
    return [Q((lookup, bound)) for lookup, bound in bounds.items() if bound]


def _flat(row: dict[str, Any]) -> dict[str, str]:
    """A row as cells: a person as name and address, a clock as its state and times, a list as words."""
    cells: dict[str, str] = {}
    for key, value in row.items():
        if key == "clocks":
            cells |= {f"{clock['metric']}_{part}": _cell(clock[part]) for clock in value for part in CLOCK}
        elif key in PEOPLE:
            cells |= {f"{key}_{part}": _cell((value or {}).get(part)) for part in PEOPLE[key]}
        else:
            cells[key] = _cell(value)
    return cells


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES_NO[value]
    if isinstance(value, list):
        return " ".join(value)
    return json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)


def _columns(*names: str) -> tuple[str, ...]:
    return tuple(column for name in names for column in ([f"{name}_{part}" for part in PEOPLE[name]] if name in PEOPLE else [name]))


TICKET_COLUMNS = (
    *_columns(
        "reference", "external_reference", "external_source", "kind", "status", "phase", "priority", "priority_reason", "impact", "urgency",
        "workaround", "category", "team", "assignee", "requester", "organization", "channel", "subject", "description", "solution", "cause",
        "reported_at", "logged_at", "updated_at", "resolved_at", "confirmed_at", "closed_at", "closed_how", "supplied", "policy_version",
    ),
    *(f"{metric}_{part}" for metric in Metric for part in CLOCK),
    "url",
)  # fmt: skip
EVENT_COLUMNS = _columns(
    "id", "reference", "external_reference", "kind", "at", "actor", "role", "channel", "status", "priority", "supplied", "details",
    "policy_version",
)  # fmt: skip
