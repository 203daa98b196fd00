"""`counterfoil sla due`: when a target is due, and why, by the policy alone. No database, no ticket, no clock."""

import argparse
from datetime import datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from counterfoil.cli.policy import given, instant
from counterfoil.cli.speech import Commands, Problem, answer, say
from counterfoil.config.options import Options
from counterfoil.policy import clocks
from counterfoil.policy.book import PolicyBook, Target
from counterfoil.policy.clocks import ClockLedger, Interval
from counterfoil.policy.parse import SOP_DEFAULTS, PolicyError, parse
from counterfoil.policy.vocabulary import Metric
from counterfoil.policy.write import quantity

STAMP = "%a %Y-%m-%d %H:%M:%S %z"


def register(commands: Commands) -> None:
    """Add the command."""
    deeds = commands.add_parser("sla", help="reckon with targets").add_subparsers(metavar="due", required=True)
    due = deeds.add_parser("due", help="when a target is due, with every interval that counts or does not")
    due.add_argument("--priority", required=True, metavar="P")
    due.add_argument("--metric", required=True, choices=[metric.value for metric in Metric])
    due.add_argument("--reported-at", required=True, metavar="ISO")
    due.add_argument("--pause", nargs="+", action="extend", default=[], metavar="ISO/ISO", help="time that does not count")
    due.add_argument("--policy", metavar="FILE", help="default: the SOPs as printed")
    due.add_argument("--explain", action="store_true", help="tell the ledger in words on standard error, too")
    due.set_defaults(run=run)


def run(args: argparse.Namespace, _options: Options) -> int:
    """Answer with the due instant and the ledger, in the zone that the target is measured in."""
    try:
        book = book_given(args.policy) if args.policy else SOP_DEFAULTS
        priority = book.scales.read("priority", args.priority).word
        metric = Metric(args.metric)
        target = book.target(metric, priority)
        if target is None:
            raise Problem(f"This policy sets no target for {metric} at priority {priority}.")
        zone = zone_of(target, book)
        reported_at = instant(args.reported_at, zone)
        ledger = clocks.due(reported_at, target, book, [_pause(text, zone) for text in args.pause], metric)
    except (PolicyError, ValueError, OverflowError) as error:
        raise Problem(str(error)) from None
    assert ledger.due_at is not None, "a clock that is never met is due"
    if args.explain:
        for line in explained(ledger, zone):
            say(line)
    answer(
        {
            "due_at": ledger.due_at.astimezone(zone).isoformat(),
            "timezone": zone.key,
            "measured_in": target.measured_in,
            "target": {"amount": number(target.amount), "unit": target.unit, "measured_in": target.measured_in},
            "ledger": [entry(interval, zone) for interval in ledger.intervals],
        }
    )
    return 0


def zone_of(target: Target, book: PolicyBook) -> ZoneInfo:
    """The zone of the target's calendar; of the policy for a target that runs around the clock."""
    return ZoneInfo(book.calendars[target.calendar].zone if target.calendar else book.zone)


def entry(interval: Interval, zone: ZoneInfo) -> dict[str, Any]:
    """A line of the ledger. The amounts are in the target's unit; those of the counted lines add up to the target."""
    return {
        "from": interval.start.astimezone(zone).isoformat(),
        "to": interval.end.astimezone(zone).isoformat(),
        "counted": interval.counted,
        "reason": interval.reason,
        "amount": number(interval.amount),
    }


def explained(ledger: ClockLedger, zone: ZoneInfo) -> list[str]:
    """The ledger in words, with its sum."""
    target = ledger.target
    head = f"{ledger.metric.label}: {quantity(target.amount, target.unit)}, {target.measured_in}, times in {zone.key}."
    lines = [f"{_stretch(interval, zone)}  {_amount(interval, target):>16}  {interval.reason.label}" for interval in ledger.intervals]
    total = sum((interval.amount for interval in ledger.intervals), Fraction())
    due_at = ledger.due_at.astimezone(zone) if ledger.due_at else None
    return [head, *lines, f"Counted {quantity(total, target.unit)} in all: due {due_at:{STAMP}}."]


def number(amount: Fraction) -> int | float:
    """Whole amounts as whole numbers."""
    return int(amount) if amount.denominator == 1 else float(amount)


def _amount(interval: Interval, target: Target) -> str:
    return quantity(interval.amount, target.unit) if interval.counted else "-"


def _stretch(interval: Interval, zone: ZoneInfo) -> str:
    return f"{interval.start.astimezone(zone):{STAMP}} to {interval.end.astimezone(zone):{STAMP}}"


def book_given(name: str) -> PolicyBook:
    text, source = given(name)
    return parse(text, source=source)


def _pause(text: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    start, slash, end = text.partition("/")
    if not slash:
        raise Problem(f"“{text}” is no pause: write its start and its end with a slash between them.")
    return instant(start, zone), instant(end, zone)
