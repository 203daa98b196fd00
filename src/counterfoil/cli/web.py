"""`counterfoil web`: serve the pages, as one of any number of processes on a database."""

import argparse
import multiprocessing
import os

from counterfoil.cli import installation, supervise
from counterfoil.cli.speech import Commands
from counterfoil.config.options import Options

THREADS = 8
KILL_AFTER = 4  # seconds that a request may take to end when the server stops


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("web", help="serve the pages only")
    parser.add_argument("--host")
    parser.add_argument("--port", type=int)
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run, options=("host", "port"))


def run(args: argparse.Namespace, options: Options) -> int:
    """Serve until SIGTERM or SIGINT."""
    if args.supervised:
        supervise.end_with_supervisor()
    with installation.opened(options):
        collect()
        # Set after Django, whose settings this process has read by now: the pool is for the workers that the server starts.
        os.environ.setdefault("COUNTERFOIL_POOL", str(THREADS))
        serve(options)
    return 0


def collect() -> None:
    """Put what browsers load where the server finds it, under names that change with the content."""
    from django.core.management import call_command

    # `web.assets` puts sheets and scripts together from their parts, which nobody loads one by one.
    call_command("collectstatic", interactive=False, verbosity=0, ignore_patterns=["css", "js"])


def serve(options: Options) -> None:
    """Answer requests: one process, a pool of threads."""
    from django.conf import settings
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Workers start afresh: a fork would inherit our threads' locks, and settings without the pool.
    multiprocessing.set_start_method("spawn")
    Granian(
        "counterfoil.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        workers_kill_timeout=KILL_AFTER,
        respawn_failed_workers=True,
        log_dictconfig=settings.LOGGING,
        log_level=LogLevels.error,
    ).serve()
