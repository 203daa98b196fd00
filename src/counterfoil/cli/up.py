"""`counterfoil up`: the whole installation in one command: database, pages and work."""

import argparse
import errno
import socket
import time
from collections.abc import Callable

from counterfoil.cli import installation
from counterfoil.cli.installation import Database
from counterfoil.cli.speech import Commands, Problem, say
from counterfoil.cli.supervise import Part, Stop, supervise
from counterfoil.config import checks
from counterfoil.config.options import Options
from counterfoil.embedded import locks, place
from counterfoil.embedded.cluster import ClusterError

PORT_PATIENCE = 8.0  # seconds for what a killed predecessor left behind to let go of the port


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("up", help="run everything until stopped")
    parser.add_argument("--host", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, help="port to listen on (8000)")
    parser.add_argument("--demo", action="store_true", default=None, help="load a month of made-up work first")
    parser.set_defaults(run=run, options=("host", "port", "demo"))


def run(_args: argparse.Namespace, options: Options) -> int:
    """Run web, worker and the private database until SIGTERM or SIGINT. One per data directory."""
    stop = Stop()
    place.data_directory(options.data)
    try:
        with locks.at_once(options.data / "lock"), installation.opened(options, migrating=True) as database:
            if options.demo:
                _load_demo()
            _await_port(options, stop)
            if database and not stop.is_asked:
                supervise([Part("web"), Part("worker")], stop=stop, look=_rounds(options, database))
    except locks.Held as held:
        raise Problem(
            f"Counterfoil runs on {options.data} already (process {held.holder}). Stop it first, or name another directory with --data."
        ) from None
    except ClusterError:
        if not stop.is_asked:
            raise
    return 0


def _load_demo() -> None:
    from django.utils import timezone

    from counterfoil.demo import story

    if not story.load(now=timezone.now()):
        say("The demo's month is not loaded again: this data directory has its people already.")


def _await_port(options: Options, stop: Stop) -> None:
    end = time.monotonic() + PORT_PATIENCE
    while (reason := _why_taken(options)) and not stop.is_asked:
        if time.monotonic() > end:
            raise Problem(f"Nothing can listen on {options.host} port {options.port}: {reason}. Choose another with --port.")
        time.sleep(0.2)


def _why_taken(options: Options) -> str:
    try:
        family, kind, _, _, address = socket.getaddrinfo(options.host, options.port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            return "another program does already"
        return str(error.strerror or error)
    return ""


def _rounds(options: Options, database: Database) -> Callable[[], None]:
    """What is done besides at each round: the database is revived, and once the pages answer the address is told."""
    is_told = False

    def look() -> None:
        nonlocal is_told
        try:
            database.revive()
        except ClusterError as error:
            say(str(error))
        if not is_told and _answers(options):
            is_told = True
            _tell(options)

    return look


def _answers(options: Options) -> bool:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(options.host, options.host)  # noqa: S104  # compared, not bound
    try:
        socket.create_connection((host, options.port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _tell(options: Options) -> None:
    from counterfoil.people import setup

    for doubt in checks.doubts(options):
        say(f"Mind: {doubt}")
    say(f"Counterfoil serves on {options.address}")
    link = setup.link(options.address)
    if link:
        say(f"Create the first administrator, once: {link}")
    if not options.smtp_host:
        say(f"No mail server is set: mail is written to {options.outbox}")
