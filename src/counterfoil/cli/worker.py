"""`counterfoil worker`: do the jobs and duties of the roster, as one of any number of processes on a database."""

import argparse
import os

from counterfoil.cli import installation, supervise
from counterfoil.cli.speech import Commands
from counterfoil.config.options import Options

CONNECTIONS = 4


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("worker", help="do the jobs and duties only")
    parser.add_argument("--supervised", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, options: Options) -> int:
    """Work until SIGTERM or SIGINT."""
    os.environ.setdefault("COUNTERFOIL_POOL", str(CONNECTIONS))
    if args.supervised:
        supervise.end_with_supervisor()
    with installation.opened(options):
        from counterfoil.worker import app

        app.run()
    return 0
