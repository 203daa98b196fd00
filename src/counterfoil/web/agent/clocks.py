"""The targets in the side panel: what was promised, how much of it is used, and the ledger that proves it."""

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from counterfoil.policy.clocks import ClockLedger, Interval
from counterfoil.policy.vocabulary import Metric, Unit
from counterfoil.tickets.queries.ticket import ledgers
from counterfoil.web.due import Due, due

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

# The resolution first: it is what the rest of the work is measured by.
ORDER = (Metric.RESOLUTION, Metric.NEXT_REPLY, Metric.RESPONSE, Metric.ACKNOWLEDGEMENT)


@dataclass(frozen=True, slots=True)
class Bar:
    """A stretch of the meter in hundredths of its width."""

    x: float
    width: float
    counted: bool


@dataclass(frozen=True, slots=True)
class ClockView:
    """One clock. `summary` says target, use and pauses in words; `is_open` tells it from one that has ended."""

    due: Due
    summary: str
    bars: tuple[Bar, ...]
    ledger: tuple[Interval, ...]
    is_open: bool


def views(ticket: "Ticket", now: datetime) -> list[ClockView]:
    """The clocks of the ticket, open ones first; the acknowledgement is nobody's work and comes last."""
    read = sorted(ledgers(ticket=ticket, now=now), key=_place)
    return [_view(ledger, now) for ledger in read]


def _place(ledger: ClockLedger) -> tuple[bool, bool, int]:
    return ledger.metric is Metric.ACKNOWLEDGEMENT, ledger.ended, ORDER.index(ledger.metric)


def _view(ledger: ClockLedger, now: datetime) -> ClockView:
    shown = due(
        metric=ledger.metric,
        due_at=ledger.due_at,
        since=ledger.started_at,
        paused_at=None if ledger.ended else ledger.paused_since,
        met_at=ledger.met_at,
        now=now,
    )
    return ClockView(shown, _summary(ledger), _bars(ledger), ledger.intervals, not ledger.ended)


def _summary(ledger: ClockLedger) -> str:
    hours = _("working") if ledger.target.calendar else _("around the clock")
    values = {"target": amount(ledger.target.amount, ledger.target.unit), "used": amount(ledger.used, ledger.target.unit), "hours": hours}
    return _("%(used)s of %(target)s used, %(hours)s") % values


def amount(value: Fraction, unit: Unit) -> str:
    """An amount of a target's unit: `8 hours`, `7.2 hours`, `30 minutes`."""
    if unit is Unit.MINUTES and value >= 120:
        value, unit = value / 60, Unit.HOURS
    shown = f"{float(value):.1f}".removesuffix(".0")
    count = int(value) if value.denominator == 1 else 2
    match unit:
        case Unit.MINUTES:
            return ngettext("%(n)s minute", "%(n)s minutes", count) % {"n": shown}
        case Unit.HOURS:
            return ngettext("%(n)s hour", "%(n)s hours", count) % {"n": shown}
        case Unit.DAYS:
            return ngettext("%(n)s day", "%(n)s days", count) % {"n": shown}


def _bars(ledger: ClockLedger) -> tuple[Bar, ...]:
    """The counted stretches by their share of the target; a pause between them as a mark of fixed width."""
    bars: list[Bar] = []
    x = 0.0
    for interval in ledger.intervals:
        width = 100 * float(interval.amount / ledger.target.amount) if interval.counted else PAUSE if _is_pause(interval) else 0.0
        width = min(width, 100 - x)
        if width > 0:
            bars.append(Bar(round(x, 2), round(width, 2), interval.counted))
            x += width
    return tuple(bars)


PAUSE = 6.0


def _is_pause(interval: Interval) -> bool:
    return not interval.counted and interval.reason.label.startswith("Paused")
