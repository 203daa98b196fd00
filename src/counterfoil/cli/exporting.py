"""`counterfoil export tickets|events`: the record as JSON lines or CSV."""

import argparse
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, Problem
from counterfoil.config.options import Options

RECORDS = {"tickets": "tickets, by when they were reported", "events": "events, by when they happened"}


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("export", help="write tickets or events to standard output")
    records = parser.add_subparsers(metavar="tickets|events", required=True)
    for record, words in RECORDS.items():
        one = records.add_parser(record, help=words, description=f"Write the {words}: from --from up to, not including, --to.")
        one.add_argument("--format", choices=("jsonl", "csv"), default="jsonl")
        one.add_argument("--from", dest="since", metavar="DATE", help="a day, or an instant in ISO 8601")
        one.add_argument("--to", dest="until", metavar="DATE", help="likewise")
        one.set_defaults(run=run, record=record)


def run(args: argparse.Namespace, options: Options) -> int:
    """Write the record to standard output as it is read."""
    with installation.opened(options):
        from counterfoil.exchange import export
        from counterfoil.handbook.queries import book_in_force

        zone = ZoneInfo(book_in_force(datetime.now(UTC)).book.zone)
        bounds = {"since": _instant(args.since, zone), "until": _instant(args.until, zone)}
        if args.record == "tickets":
            rows, columns = export.tickets(**bounds, base_url=options.address), export.TICKET_COLUMNS
        else:
            rows, columns = export.events(**bounds), export.EVENT_COLUMNS
        export.write(rows, columns=columns, form=export.Format(args.format), to=sys.stdout)
    return 0


def _instant(text: str | None, zone: ZoneInfo) -> datetime | None:
    """A day is its midnight, and a time without an offset is one, in the policy's zone."""
    if text is None:
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(f"“{text}” is no date: write one like 2026-11-24, or an instant like 2026-11-24T09:00+01:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
