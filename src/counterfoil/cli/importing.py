"""`counterfoil import tickets|events`: take over another desk's record, at its original times."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, Problem, answer
from counterfoil.config.options import Options
from counterfoil.policy.parse import SHIPPED, PolicyError, shipped

RECORDS = {"tickets": "a file with one row per ticket", "events": "a log with one row per update of a ticket"}


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("import", help="import tickets from another desk's CSV file")
    records = parser.add_subparsers(metavar="tickets|events", required=True)
    for record, words in RECORDS.items():
        one = records.add_parser(record, help=words, description=f"Import {words}. May be run again: what is here already is skipped.")
        one.add_argument("file", metavar="FILE.csv[.gz]", type=Path)
        one.add_argument("--mapping", required=True, metavar="NAME|FILE.toml", help="what the file's columns and words mean")
        one.add_argument("--policy", metavar="NAME|FILE.toml", help="the policy that governs these tickets (default: the one in force)")
        one.add_argument("--dry-run", action="store_true", help="read and check everything, write nothing")
        one.set_defaults(run=run, record=record)


def run(args: argparse.Namespace, options: Options) -> int:
    """Import the file and answer with what was read, imported, skipped and refused."""
    with installation.opened(options):
        from counterfoil.exchange import mapping
        from counterfoil.exchange.importers import csv
        from counterfoil.exchange.rows import ImportRefused

        take = csv.import_tickets if args.record == "tickets" else csv.import_events
        try:
            policy = csv.PolicyFile(*_policy(args.policy)) if args.policy else None
            found = mapping.find(args.mapping)
            with _progress(args.file) as progress:
                outcome = take(file=args.file, mapping=found, policy=policy, dry_run=args.dry_run, now=datetime.now(UTC), progress=progress)
        except (ImportRefused, PolicyError, mapping.MappingError, LookupError) as error:
            raise Problem(str(error.args[0])) from None
        answer(outcome.as_json())
    return 0


def _policy(name: str) -> tuple[str, str]:
    """The text of a policy that ships under this name or stands in this file, and what problems call it."""
    if name in SHIPPED:
        return shipped(name), f"{name}.toml"
    try:
        return Path(name).read_text(encoding="utf-8-sig"), Path(name).name
    except (OSError, UnicodeDecodeError):
        raise Problem(f"“{name}” cannot be read, and no policy of that name ships. There are: {', '.join(SHIPPED)}.") from None


@contextmanager
def _progress(file: Path) -> Iterator[Callable[[int], None]]:
    """A bar of the bytes read, for a person at a terminal only."""
    if not sys.stderr.isatty() or not file.is_file():
        yield lambda _: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task(file.name, total=file.stat().st_size)
        yield lambda done: bars.update(bar, completed=done)
