"""Is the installation well? One probe for each thing that can be wrong, each with its finding in words."""

import shutil
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.timesince import timesince

from counterfoil.upkeep import schema

OLDEST_SERVER = 15
LATE = timedelta(minutes=5)
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


def findings(*, now: datetime) -> Iterator[Finding]:
    """One finding a probe, in the order of PROBES. Without a database, the probes that need it are left out."""
    for name, probe in PROBES.items():
        try:
            state, words = probe(now)
        except DatabaseError as error:
            state, words = State.WRONG, " ".join(str(error).split())
        yield Finding(probe=name, state=state, words=words)
        if name == "database" and state is State.WRONG:
            return


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
    "disk": _disk,
}


def _ask(question: str) -> str:
    return str(_row(question)[0])


def _row(question: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(question)
        row: tuple[Any, ...] = cursor.fetchone()
        return row
