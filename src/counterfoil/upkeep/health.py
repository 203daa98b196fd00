"""Is the installation well? One probe for each thing that can be wrong, each with its finding in words."""

import shutil
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.timesince import timesince

from counterfoil.upkeep import invariants, schema

OLDEST_SERVER = 15
LATE = timedelta(minutes=5)
FAILED_SINCE = timedelta(days=7)
MAIL_PATIENCE = 5.0  # seconds
ROOM_TO_WARN, ROOM_TO_FAIL = 2 * 1024**3, 256 * 1024**2


class State(StrEnum):
    """How a probe found its subject."""

    WELL = "ok"
    DOUBTFUL = "warning"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What a probe found, for people."""

    probe: str
    state: State
    words: str


def findings(*, now: datetime, full: bool = False) -> Iterator[Finding]:
    """One finding a probe, in the order of PROBES. Without a database, the probes that need it are left out.

    `full` reads the whole record besides and tells every breach of an invariant.
    """
    for name, probe in PROBES.items():
        try:
            state, words = probe(now)
        except DatabaseError as error:
            state, words = State.WRONG, " ".join(str(error).split())
        yield Finding(probe=name, state=state, words=words)
        if name == "database" and state is State.WRONG:
            return
    if full:
        yield from _record(now)


def is_well(*, now: datetime) -> bool:
    """Whether nothing is wrong; doubts do not count."""
    return all(finding.state is not State.WRONG for finding in findings(now=now))


def _database(_now: datetime) -> tuple[State, str]:
    version = _ask("SHOW server_version")
    if int(_ask("SHOW server_version_num")) < OLDEST_SERVER * 10_000:
        return State.WRONG, f"PostgreSQL {version}; {OLDEST_SERVER} or newer is needed."
    return State.WELL, f"PostgreSQL {version} answers."


def _migrations(_now: datetime) -> tuple[State, str]:
    pending = schema.pending()
    if pending:
        return State.WRONG, f"{len(pending)} to apply, the first is {pending[0]}: run `counterfoil migrate`."
    return State.WELL, "All applied."


def _durability(_now: datetime) -> tuple[State, str]:
    off = [name for name in ("fsync", "full_page_writes", "synchronous_commit") if _ask(f"SHOW {name}") == "off"]
    if off:
        return State.WRONG, f"{', '.join(off)} off: what was acknowledged can be lost."
    if _ask("SHOW data_checksums") != "on":
        return State.DOUBTFUL, "The server keeps no data checksums: damage on disk would go unseen."
    return State.WELL, "Commits are flushed, pages are checked."


def _jobs(now: datetime) -> tuple[State, str]:
    waiting, oldest = _row(
        "SELECT count(*), min(coalesce(job.scheduled_at, event.at)) FROM procrastinate_jobs job"
        " LEFT JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred' WHERE job.status = 'todo'"
    )
    (failed,) = _row("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
    if oldest and now - oldest > LATE:
        return State.WRONG, f"The oldest of {waiting} waiting jobs is {timesince(oldest, now)} late: is a worker running?"
    if failed:
        return State.DOUBTFUL, f"{failed} failed for good, {waiting} waiting."
    return State.WELL, f"{waiting} waiting, none late."


def _mail(_now: datetime) -> tuple[State, str]:
    if not settings.EMAIL_HOST:
        return State.WELL, f"No mail server is set: mail is written to {settings.OPTIONS.outbox}."
    server = f"{settings.EMAIL_HOST} port {settings.EMAIL_PORT}"
    try:
        socket.create_connection((settings.EMAIL_HOST, settings.EMAIL_PORT), timeout=MAIL_PATIENCE).close()
    except OSError as error:
        return State.WRONG, f"{server} does not answer: {error}."
    return State.WELL, f"{server} answers."


def _notices(now: datetime) -> tuple[State, str]:
    (untold,) = _row("SELECT count(*) FROM event WHERE fanned_out_at IS NULL AND at < %s", [now - LATE])
    (late,) = _row("SELECT count(*) FROM delivery WHERE state IN ('waiting', 'unknown') AND not_before < %s", [now - LATE])
    (failed,) = _row("SELECT count(*) FROM delivery WHERE state = 'failed' AND made_at > %s", [now - FAILED_SINCE])
    if untold or late:
        return State.WRONG, f"{untold} events and {late} deliveries are late: is a worker running?"
    if failed:
        return State.DOUBTFUL, f"{failed} of the last {FAILED_SINCE.days} days could not be delivered: their tickets say so."
    return State.WELL, "All told, none late."


def _disk(_now: datetime) -> tuple[State, str]:
    free = shutil.disk_usage(settings.OPTIONS.data).free
    state = State.WRONG if free < ROOM_TO_FAIL else State.DOUBTFUL if free < ROOM_TO_WARN else State.WELL
    return state, f"{free / 1024**3:.1f} GiB free for {settings.OPTIONS.data}."


PROBES: dict[str, Callable[[datetime], tuple[State, str]]] = {
    "database": _database,
    "migrations": _migrations,
    "durability": _durability,
    "jobs": _jobs,
    "mail": _mail,
    "notices": _notices,
    "disk": _disk,
}


def _record(now: datetime) -> Iterator[Finding]:
    is_sound = True
    for breach in invariants.check(now=now):
        is_sound = False
        yield Finding(probe=breach.invariant, state=State.WRONG, words=f"{breach.subject}: {breach.words}")
    if is_sound:
        yield Finding(probe="record", state=State.WELL, words="Every stored value is what it follows from.")


def _ask(question: str) -> str:
    return str(_row(question)[0])


def _row(question: str, values: Sequence[Any] = ()) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question, values)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
