"""`counterfoil migrate`: bring the database to this version."""

import argparse

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, say
from counterfoil.config.options import Options


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("migrate", help="bring the database to this version")
    parser.set_defaults(run=run)


def run(_args: argparse.Namespace, options: Options) -> int:
    """Migrate, while others that try the same wait."""
    with installation.opened(options, migrating=True):
        say("The database is on this version.")
    return 0
