"""One private database server of one data directory: created, started, adopted, stopped. A unix socket, no TCP.

Many commands may use it at once. The first starts it, the last one out stops it, and two locks keep that true through any crash:
`door.lock` in the data directory lets one at a time come or go, `users.lock` beside the cluster is held by all who are in.
"""

import hashlib
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from counterfoil.embedded import binaries, locks, place, url
from counterfoil.embedded.account import Account, NoAccount, tail
from counterfoil.embedded.binaries import Binaries, NoBinaries

LONGEST_SOCKET = 107  # bytes that the kernel allows for the path of a socket
SOCKET_NAME = ".s.PGSQL.5432"
PATIENCE = 60.0  # seconds for recovery after a crash, and for the last checkpoint of a stop

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "128MB",
    "max_wal_size": "1GB",
    "wal_compression": "pglz",
    "jit": "off",
    # A container's /dev/shm is often too small for what parallel workers share.
    "max_parallel_workers_per_gather": "0",
    "timezone": "UTC",
    "lock_timeout": "30s",
    "idle_in_transaction_session_timeout": "5min",
    "log_min_duration_statement": "1s",
    # One file for each day of the week, written over a week later: the log cannot fill the disk unseen.
    "logging_collector": "on",
    "log_directory": "../log",
    "log_filename": "postgres-%a.log",
    "log_truncate_on_rotation": "on",
    "log_rotation_age": "1d",
    "log_rotation_size": "0",
}


class ClusterError(Exception):
    """The private database cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class Cluster:
    """A cluster on disk, the account that runs it and the programs that open it."""

    home: Path
    account: Account
    programs: Binaries
    settings: Mapping[str, str] = field(default_factory=dict)

    @property
    def files(self) -> Path:
        """PostgreSQL's own directory."""
        return self.home / "pgdata"

    @property
    def socket(self) -> Path:
        """The private folder of the socket: beside the cluster, or a short one when that path is longer than the system allows."""
        beside = self.home / "socket"
        if len(os.fsencode(beside / SOCKET_NAME)) <= LONGEST_SOCKET:
            return beside
        # Checked for owner and mode when it is made. /run/user would be short too, but goes away when the user signs out.
        return Path("/tmp") / f"cf-{hashlib.sha256(os.fsencode(self.home)).hexdigest()[:12]}"  # noqa: S108

    @property
    def url(self) -> str:
        """The address of the application's database."""
        return url.of(self.socket)

    def is_up(self) -> bool:
        """Whether our own server answers. A process id alone proves nothing: it may be a zombie's or another program's."""
        return self.process() is not None and self._answers()

    def process(self) -> int | None:
        """The id of our server's process, None if there is none."""
        try:
            pid = int((self.files / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None
        return pid if _runs(pid, within=self.files) else None

    def start(self) -> None:
        """Make the server answer: adopt it if it lives, clear what a crash left, start it. Raises ClusterError."""
        if self.process() is not None:
            self._await_answer()
            return
        self._clear_stale_files()
        place.private_directory(self.socket, account=self.account)
        self._write_configuration()
        for _ in range(5):
            started = self.account.run(
                *self._command("pg_ctl", "-D", self.files, "-l", self.home / "start.log", "-o", f"-k '{self.socket}'"),
                *("-w", "-t", str(int(PATIENCE)), "start"),
                quiet=True,
            )
            if started.returncode == 0 and self.is_up():
                return
            # After kill -9 of the server its children hold the shared memory for a moment longer.
            time.sleep(1)
            self._clear_stale_files()
        raise ClusterError(f"The database in {self.files} does not start: {self._last_words()}")

    def stop(self) -> None:
        """Stop the server, ending its sessions but none of its promises. Raises ClusterError if it does not end in time."""
        pid = self.process()
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)  # PostgreSQL's “fast” shutdown
            if not _until(lambda: self.process() is None, seconds=PATIENCE):
                raise ClusterError(f"The database server (process {pid}) does not stop; see {self.home / 'log'}.")
        self._clear_stale_files()

    def create(self) -> None:
        """Make the cluster and its database, whole or not at all: it gets its name when it is complete."""
        if self.files.exists():
            return
        unfinished = self.home / "pgdata.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if self.programs.major >= 17 else []
        made = self.account.run(
            *self._command("initdb", "-D", unfinished, "-U", url.USER, "--encoding=UTF8", "--locale=C.UTF-8", *builtin),
            *("--data-checksums", "--auth-local=peer", "--auth-host=scram-sha-256"),
        )
        if made.returncode != 0:
            raise ClusterError(f"The database could not be created in {self.home}: {tail(made.stdout)}")
        self._write(unfinished / "postgresql.conf", (unfinished / "postgresql.conf").read_text() + "\ninclude 'counterfoil.conf'\n")
        self._write(unfinished / "counterfoil.conf", "")
        named = self.account.run(
            *self._command("postgres", "--single", "-D", unfinished, "template1"), text=f"CREATE DATABASE {url.DATABASE}\n"
        )
        if named.returncode != 0 or "ERROR" in named.stdout:
            raise ClusterError(f"The database could not be created in {self.home}: {tail(named.stdout)}")
        unfinished.rename(self.files)

    def _write_configuration(self) -> None:
        """Written at every start, so that a new version's settings reach an old cluster."""
        settings = SETTINGS | dict(self.settings)
        self._write(self.files / "counterfoil.conf", "".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        # The kernel vouches for the user at the other end of a socket: no password anywhere. Root could become the server's user anyway.
        self._write(self.files / "pg_hba.conf", "local all all peer map=counterfoil\nlocal replication all peer map=counterfoil\n")
        users = sorted({"root", self.account.name})
        self._write(self.files / "pg_ident.conf", "".join(f'counterfoil "{user}" {url.USER}\n' for user in users))

    def _write(self, path: Path, text: str) -> None:
        """Write as the account: root must not write where a lesser user can put a link."""
        written = self.account.run("tee", path, text=text, quiet=True)
        if written.returncode != 0:
            raise ClusterError(f"User {self.account.name} cannot write {path}.")

    def _await_answer(self) -> None:
        if not _until(lambda: self.process() is None or self._answers(), seconds=PATIENCE):
            raise ClusterError(f"The database server (process {self.process()}) runs but does not answer; see {self.home / 'log'}.")
        if self.process() is None:  # it was on its way out
            self.start()

    def _answers(self) -> bool:
        return self.account.run(*self._command("pg_isready", "-h", self.socket, "-t", "3"), quiet=True).returncode == 0

    def _command(self, program: str, *args: str | Path) -> list[str | Path]:
        return [self.programs.program(program), *args]

    def _clear_stale_files(self) -> None:
        """Remove what a killed server leaves. Only called when our server is known not to run."""
        for path in (self.files / "postmaster.pid", self.socket / f"{SOCKET_NAME}.lock", self.socket / SOCKET_NAME):
            path.unlink(missing_ok=True)

    def _last_words(self) -> str:
        logs = sorted(
            [self.home / "start.log", *(self.home / "log").glob("*.log")], key=lambda log: log.stat().st_mtime if log.exists() else 0
        )
        return tail(logs[-1].read_text(errors="replace")) if logs[-1].exists() else "it left no log"


@contextmanager
def running(
    data: Path,
    *,
    pg_bin: Path | None = None,
    settings: Mapping[str, str] | None = None,
    say: Callable[[str], None],
) -> Iterator[Cluster]:
    """The cluster of a data directory, answering for as long as the context lasts; the last one out stops it.

    `pg_bin` is the only place to take the programs from; `settings` go over SETTINGS when this call starts the server;
    `say` hears in one line when something is kept elsewhere than expected. Raises ClusterError, whose message is for people.
    """
    try:
        place.data_directory(data)
        with locks.alone(data / "door.lock"):
            cluster = _opened(data, pg_bin=pg_bin, settings=settings or {}, say=say)
            users = locks.Together(cluster.home / "users.lock")
            try:
                cluster.create()
                cluster.start()
            except BaseException:
                users.leave()
                raise
    except (NoAccount, NoBinaries, place.NoPlace) as refusal:
        raise ClusterError(str(refusal)) from None
    except OSError as failure:
        raise ClusterError(f"The database of {data} cannot be opened: {failure}") from failure
    try:
        yield cluster
    finally:
        with locks.alone(data / "door.lock"):
            if users.is_last():
                cluster.stop()
            users.leave()


def _opened(data: Path, *, pg_bin: Path | None, settings: Mapping[str, str], say: Callable[[str], None]) -> Cluster:
    home, account = place.of(data, say=say)
    version = home / "pgdata" / "PG_VERSION"
    found = binaries.find(preferred=pg_bin, major=int(version.read_text()) if version.exists() else None)
    programs = binaries.reachable(found, account=account, say=say)
    return Cluster(home=home, account=account, programs=programs, settings=settings)


def _runs(pid: int, *, within: Path) -> bool:
    """Whether a process is alive and works in that directory, as PostgreSQL's first process always does."""
    if not Path("/proc/self/cwd").exists():
        return _is_alive(pid)
    try:
        return Path(f"/proc/{pid}/cwd").samefile(within)  # a zombie has none, and a stranger another
    except OSError:
        return False


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _until(holds: Callable[[], bool], *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True
