"""`counterfoil sla due`: when a promise falls due, and why; pure arithmetic over a policy file."""

import argparse
from datetime import datetime
from zoneinfo import ZoneInfo

from counterfoil.cli.policy import file_or_shipped
from counterfoil.cli.speech import Commands, Problem, answer, say
from counterfoil.config.options import Options
from counterfoil.policy import clocks
from counterfoil.policy.book import PolicyBook, Target
from counterfoil.policy.clocks import ClockLedger, Interval
from counterfoil.policy.parse import PolicyError, parse
from counterfoil.policy.vocabulary import Metric
from counterfoil.policy.write import quantity


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("sla", help="compute with the policy's targets")
    deeds = parser.add_subparsers(metavar="due", required=True)
    due = deeds.add_parser("due", help="say when a target falls due")
    due.add_argument("--priority", required=True)
    due.add_argument("--metric", required=True, type=Metric.read, metavar="response|resolution")
    due.add_argument("--reported-at", required=True, metavar="ISO")
    due.add_argument("--pause", nargs="+", action="extend", default=[], metavar="ISO/ISO", help="a stretch that does not count")
    due.add_argument("--policy", default="sop", metavar="FILE.toml", help="a policy file (default: the SOPs as printed)")
    due.add_argument("--explain", action="store_true", help="tell the ledger in words as well")
    due.set_defaults(run=run)


def run(args: argparse.Namespace, _options: Options) -> int:
    """Answer with the due instant and the ledger that adds up to the target. A time without offset is the policy's."""
    text, source = file_or_shipped(args.policy)
    try:
        book = parse(text, source=source)
        target = target_of(book, args.metric, book.scales.read("priority", args.priority).word)
        zone = ZoneInfo(book.calendars[target.calendar].zone if target.calendar else book.zone)
        pauses = [pause(words, zone) for words in args.pause]
        ledger = clocks.due(instant(args.reported_at, zone), target, book, pauses, args.metric)
    except (PolicyError, ValueError) as error:
        raise Problem(str(error)) from None
    answer(
        {
            "due_at": ledger.due_at.astimezone(zone).isoformat() if ledger.due_at else None,
            "timezone": zone.key,
            "measured_in": target.measured_in,
            "target": {"amount": float(target.amount), "unit": target.unit, "measured_in": target.measured_in},
            "ledger": [entry(interval, zone) for interval in ledger.intervals],
        }
    )
    if args.explain:
        explain(ledger, zone)
    return 0


def target_of(book: PolicyBook, metric: Metric, priority: str) -> Target:
    target = book.target(metric, priority)
    if target is None:
        raise ValueError(f"The policy has no {metric.label.lower()} target for {book.scales.label(priority)}.")
    return target


def instant(text: str, zone: ZoneInfo) -> datetime:
    """ISO 8601, with an offset or by the zone's wall clock. ValueError in words."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"“{text}” is no time. Write it like 2026-03-29T01:45+01:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)


def pause(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Two times joined by a slash."""
    start, slash, end = text.partition("/")
    if not slash:
        raise ValueError(f"“{text}” is no pause. Write its start and end, joined by a slash.")
    return instant(start, zone), instant(end, zone)


def entry(interval: Interval, zone: ZoneInfo) -> dict[str, object]:
    """A line of the ledger: `minutes` as they passed, `amount` as counted in the target's unit."""
    return {
        "start": interval.start.astimezone(zone).isoformat(),
        "end": interval.end.astimezone(zone).isoformat(),
        "minutes": (interval.end - interval.start).total_seconds() / 60,
        "counted": interval.counted,
        "reason": interval.reason,
        "amount": float(interval.amount),
    }


def explain(ledger: ClockLedger, zone: ZoneInfo) -> None:
    for interval in ledger.intervals:
        start, end = interval.start.astimezone(zone), interval.end.astimezone(zone)
        counts = f"+ {quantity(interval.amount, ledger.target.unit)}" if interval.counted else interval.reason.label
        say(f"{start:%a %Y-%m-%d %H:%M %z}  to  {end:%a %Y-%m-%d %H:%M %z}   {counts}")
    total = sum((interval.amount for interval in ledger.intervals), start=ledger.target.amount * 0)
    say(f"Together {quantity(total, ledger.target.unit)} of {quantity(ledger.target.amount, ledger.target.unit)}.")
