"""Time as people read it, in the reader's own zone (`timezone.activate` in the middleware)."""

from datetime import datetime, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def span(length: timedelta) -> str:
    """A length of time as short as a list needs it: `48m`, `2h 20m`, `3d`."""
    length = abs(length)
    if length < HOUR:
        return _("%(minutes)sm") % {"minutes": length // MINUTE}
    if length < DAY:
        hours, minutes = length // HOUR, length % HOUR // MINUTE
        return _("%(hours)sh %(minutes)sm") % {"hours": hours, "minutes": minutes} if minutes else _("%(hours)sh") % {"hours": hours}
    return _("%(days)sd") % {"days": length // DAY}


def duration(length: timedelta) -> str:
    """A length of time in a sentence: `18 m`, `7 h 12 m`, `3 d 4 h`."""
    length = abs(length)
    days, hours, minutes = length // DAY, length % DAY // HOUR, length % HOUR // MINUTE
    if days:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": hours} if hours else _("%(days)s d") % {"days": days}
    if hours:
        return _("%(hours)s h %(minutes)s m") % {"hours": hours, "minutes": minutes} if minutes else _("%(hours)s h") % {"hours": hours}
    return _("%(minutes)s m") % {"minutes": minutes}


def ago(instant: datetime, now: datetime) -> str:
    """How long ago, for a list: `now`, `4m`, `1h`, `6d`, then the date."""
    passed = now - instant
    if passed < MINUTE:
        return _("now")
    if passed < HOUR:
        return _("%(minutes)sm") % {"minutes": passed // MINUTE}
    if passed < DAY:
        return _("%(hours)sh") % {"hours": passed // HOUR}
    if passed < 14 * DAY:
        return _("%(days)sd") % {"days": passed // DAY}
    return date_format(localtime(instant), "j M")


def clock(instant: datetime) -> str:
    """The time of day: `11:40`."""
    return date_format(localtime(instant), "H:i")


def day(instant: datetime) -> str:
    """The day in full: `Monday 16 November`."""
    return date_format(localtime(instant), "l j F")


def stamp(instant: datetime) -> str:
    """The instant in full, for titles and mails: `Mon 16 Nov 2026, 11:40`."""
    return date_format(localtime(instant), "D j M Y, H:i")


def point(instant: datetime, now: datetime) -> str:
    """An instant near now, in a sentence: `today at 11:30`, `tomorrow at 09:00`, `Fri 20 Nov, 11:10`."""
    days = (localtime(instant).date() - localtime(now).date()).days
    if days in NEAR:
        return NEAR[days]() % {"time": clock(instant)}
    same_year = localtime(instant).year == localtime(now).year
    return date_format(localtime(instant), "D j M, H:i" if same_year else "D j M Y, H:i")


NEAR = {
    -1: lambda: _("yesterday at %(time)s"),
    0: lambda: _("today at %(time)s"),
    1: lambda: _("tomorrow at %(time)s"),
}
