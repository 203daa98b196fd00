"""Import tickets from CSV files: a row per ticket, or a row per update. Original times, through the verbs."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from counterfoil.exchange.history import History, Source, State, Unreadable
from counterfoil.exchange.importers.cast import Cast
from counterfoil.exchange.importers.perform import Performance, perform
from counterfoil.exchange.mapping import Field, Mapping, Rows
from counterfoil.exchange.replay import Impossible, Refusal, Step, replay
from counterfoil.exchange.rows import BadRow, ImportRefused, Progress, Row, opened
from counterfoil.handbook.actions import shelve
from counterfoil.handbook.queries import book_in_force
from counterfoil.policy.access import Denied
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.closure import Incomplete
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.parse import parse
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import Ticket

# All that a source can be wrong about. ValueError: times, levels and addresses; the database's own: what does not fit a column.
REFUSALS = (Invalid, Refused, Incomplete, Denied, ValueError, DataError, IntegrityError)
LEVELS = (Field.IMPACT, Field.URGENCY, Field.PRIORITY)


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """A policy given to an import: its TOML, and what problems call it."""

    text: str
    source: str


@dataclass(slots=True)
class Outcome:
    """What an import did. `read` counts rows; `imported`, `skipped` (here already) and `refused` count tickets.

    `errors` lists the rows that were not taken, also those of a ticket that else was imported.
    """

    read: int = 0
    imported: int = 0
    skipped: int = 0
    refused: int = 0
    errors: list[Refusal] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def import_tickets(
    *,
    file: Path,
    mapping: Mapping,
    policy: PolicyFile | None = None,
    dry_run: bool = False,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Import a file with one row per ticket, at its original times; a ticket that is here already is skipped.

    `policy` governs the imported tickets, else the one in force at the time of each. `dry_run` reads and replays, and writes nothing.
    `progress` is told the bytes read. One transaction per ticket. Raises ImportRefused, and PolicyError for a policy that is none.
    """
    return _import(Rows.TICKETS, file, mapping, policy, dry_run, now, progress)


def import_events(
    *,
    file: Path,
    mapping: Mapping,
    policy: PolicyFile | None = None,
    dry_run: bool = False,
    now: datetime,
    progress: Progress = lambda _: None,
) -> Outcome:
    """Import a log with one row per update of a ticket, its rows together. Else as `import_tickets`."""
    return _import(Rows.UPDATES, file, mapping, policy, dry_run, now, progress)


def _import(
    rows: Rows, file: Path, mapping: Mapping, policy: PolicyFile | None, dry_run: bool, now: datetime, progress: Progress
) -> Outcome:
    if mapping.rows is not rows:
        other = "import events" if mapping.rows is Rows.UPDATES else "import tickets"
        raise ImportRefused(f"The mapping “{mapping.name}” is for a file with one row per {mapping.rows.value[:-1]}: use “{other}”.")
    book = parse(policy.text, source=policy.source) if policy else book_in_force(now).book
    _require_levels(mapping, book)
    with opened(file, columns=set(mapping.columns.values()), guarded=mapping.has_guarded_cells, progress=progress) as found:
        version = shelve(text=policy.text, source=policy.source, now=now).id if policy and not dry_run else None
        on = Performance(Cast(now=now), mapping.name, version)
        return Import(Source(mapping, book.scales), None if dry_run else on, now).run(found)


def _require_levels(mapping: Mapping, book: PolicyBook) -> None:
    """A mapping made for another policy would refuse row after row; better to say so at once."""
    for name in LEVELS:
        for word in mapping.words.get(name, {}).values():
            try:
                book.scales.read(name, word)
            except ValueError as error:
                raise ImportRefused(
                    f"The mapping “{mapping.name}” does not fit the policy: {error} Name the one it is for by --policy."
                ) from None


class Import:
    """One run over one file. `on` None is a dry run."""

    def __init__(self, source: Source, on: Performance | None, now: datetime) -> None:
        self.source = source
        self.on = on
        self.now = now
        self.outcome = Outcome()
        self._is_per_ticket = source.mapping.rows is Rows.TICKETS
        here = Ticket.objects.filter(external_source=source.mapping.name).values_list("external_reference", flat=True)
        self._here = frozenset(here.iterator())
        self._met: set[str] = set()

    def run(self, rows: Iterable[Row | BadRow]) -> Outcome:
        for reference, group in groupby(self._named(rows), key=itemgetter(0)):
            together = [row for _, row in group]
            if reference in self._met:
                self._refuse(together, f"Rows of {reference} stand apart from the others: sort the file by ticket.")
            elif reference in self._here:
                self.outcome.skipped += 1
            else:
                self._take(together)
            self._met.add(reference)
        self.outcome.errors.sort(key=lambda refusal: refusal.row)
        return self.outcome

    def _named(self, rows: Iterable[Row | BadRow]) -> Iterator[tuple[str, Row]]:
        """The rows with the ticket each belongs to. Those that cannot be read are listed and passed over."""
        for row in rows:
            self.outcome.read += 1
            try:
                if isinstance(row, Row):
                    yield self.source.reference(row), row
                else:
                    self._refuse([row], row.reason)
            except Unreadable as error:
                self._refuse([row], str(error))

    def _take(self, rows: list[Row]) -> None:
        """Import one ticket, whole or not at all."""
        try:
            history = self._history(rows)
            steps, refusals = replay(history)
            if steps[-1].at > self.now:
                raise Impossible(f"It would have happened at {steps[-1].at:%Y-%m-%d %H:%M} UTC, which lies in the future.")
            if self.on:
                self._perform(history, steps, self.on)
        except REFUSALS as error:
            self.outcome.refused += 1
            self._refuse(rows[:1], f"The ticket was not imported: {error}")
        else:
            self.outcome.imported += 1
            self.outcome.errors += refusals

    def _perform(self, history: History, steps: list[Step], on: Performance) -> None:
        try:
            with transaction.atomic():
                perform(history.outline, steps, on)
        except REFUSALS:
            on.cast.forget()
            raise

    def _history(self, rows: list[Row]) -> History:
        if self._is_per_ticket:
            self._refuse(rows[1:], f"Row {rows[0].number} tells of this ticket already.")
            return self.source.ticket(rows[0])
        states = [state for row in rows if (state := self._state(row))]
        if not states:
            raise Unreadable("No row of this ticket can be read.")
        return self.source.history(rows, states)

    def _state(self, row: Row) -> State | None:
        try:
            return self.source.state(row)
        except Unreadable as error:
            self._refuse([row], str(error))
            return None

    def _refuse(self, rows: Iterable[Row | BadRow], reason: str) -> None:
        self.outcome.errors += (Refusal(row.number, reason) for row in rows)
