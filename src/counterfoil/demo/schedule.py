"""Where a script's times lie, seen from the present."""

from datetime import datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from counterfoil.demo.script import Script, Step, When
from counterfoil.policy.calendar import BusinessCalendar
from counterfoil.policy.vocabulary import Channel

DAY = timedelta(days=1)

# How long it takes until what was reported is written down: the mail is fetched, the call ends.
UNTIL_LOGGED = {Channel.EMAIL: timedelta(seconds=40), Channel.PHONE: timedelta(minutes=4)}


def reported_at(script: Script, calendar: BusinessCalendar, now: datetime) -> datetime:
    """The instant of the report."""
    when = script.when
    if when.elapsed is not None:
        return now - when.elapsed
    if when.working is not None:
        return calendar.subtract(now, when.working)
    return calendar_day(when, calendar, now)


def steps_of(script: Script, calendar: BusinessCalendar, now: datetime) -> list[tuple[datetime, Step | None]]:
    """The instants of the log (None) and of each step. What lies after `now` has not happened yet and is left out."""
    gauge = None if script.when.elapsed is not None else calendar
    at = reported_at(script, calendar, now) + UNTIL_LOGGED.get(script.channel, timedelta())
    told: list[tuple[datetime, Step | None]] = [(at, None)]
    for step in script.steps:
        at = later(at, step, gauge)
        told.append((at, step))
    return [(at, step) for at, step in told if at <= now]


def later(at: datetime, step: Step, calendar: BusinessCalendar | None) -> datetime:
    """The instant of a step after `at`: in working time, or in elapsed time without a calendar."""
    if calendar is None:
        return at + step.after + step.days * DAY
    return calendar.add_days(at, Fraction(step.days)) if step.days else calendar.add(at, step.after)


def calendar_day(when: When, calendar: BusinessCalendar, now: datetime) -> datetime:
    """The wall time `when.at` on that weekday, or on that many open days before today."""
    midnight = now.astimezone(calendar.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    if when.weekday:
        day, weeks = when.weekday
        date = midnight - DAY * (midnight.weekday() - day + 7 * weeks)
    else:
        past = [midnight - DAY * back for back in range(1, 2 * (when.days or 0) + 15)]
        is_open = [bool(calendar.open_intervals(date, following)) for following, date in pairwise([midnight, *past])]
        date = [date for date, kept in zip(past, is_open, strict=True) if kept][(when.days or 1) - 1]
    return date.replace(hour=when.at.hour, minute=when.at.minute)
