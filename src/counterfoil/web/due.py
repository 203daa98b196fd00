"""A target clock as a page shows it: words, a ring, and how near it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counterfoil.policy.vocabulary import Metric
from counterfoil.web import times

SOON = timedelta(hours=1)
LAST_QUARTER = 25

NAMES = {
    Metric.ACKNOWLEDGEMENT: gettext_lazy("Acknowledgement"),
    Metric.RESPONSE: gettext_lazy("First response"),
    Metric.NEXT_REPLY: gettext_lazy("Next reply"),
    Metric.RESOLUTION: gettext_lazy("Resolution"),
}
OWES_A_REPLY = (Metric.RESPONSE, Metric.NEXT_REPLY)


@dataclass(frozen=True, slots=True)
class Due:
    """`state` is far, soon, over, paused, met, missed or none. `at` is given only while it runs, so that the page may tick."""

    state: str
    words: str
    title: str = ""
    metric: str = ""
    left_words: str = ""
    at: datetime | None = None
    since: datetime | None = None
    share_left: int = 0


def due(
    *,
    metric: str,
    now: datetime,
    due_at: datetime | None = None,
    since: datetime | None = None,
    paused_at: datetime | None = None,
    met_at: datetime | None = None,
) -> Due:
    """What to show for one clock: met, paused, or running towards `due_at`; `since` is where it started."""
    name = str(NAMES[Metric(metric)]) if metric else ""
    if met_at and since:
        return _met(name, since=since, met_at=met_at, due_at=due_at)
    if paused_at:
        words = _("Paused %(time)s") % {"time": times.span(now - paused_at)}
        return Due("paused", words, _("Paused since %(when)s") % {"when": times.stamp(paused_at)}, name)
    if due_at is None:
        return Due("none", _("No target"), "", name)
    return _running(Metric(metric), name, due_at=due_at, since=since or due_at, now=now)


def _met(name: str, *, since: datetime, met_at: datetime, due_at: datetime | None) -> Due:
    if due_at and met_at > due_at:
        return Due("missed", _("%(time)s late") % {"time": times.span(met_at - due_at)}, times.stamp(met_at), name)
    return Due("met", _("Met in %(time)s") % {"time": times.span(met_at - since)}, times.stamp(met_at), name)


def _running(metric: Metric, name: str, *, due_at: datetime, since: datetime, now: datetime) -> Due:
    left = _("to reply") if metric in OWES_A_REPLY else _("left")
    if due_at <= now:
        title = _("%(metric)s was due %(when)s") % {"metric": name, "when": times.stamp(due_at)}
        return Due("over", f"{times.span(now - due_at)} {_('over')}", title, name, left, due_at, since)
    whole = (due_at - since) or SOON
    share = min(100, round(100 * ((due_at - now) / whole)))
    state = "soon" if due_at - now <= SOON or share <= LAST_QUARTER else "far"
    title = _("%(metric)s due %(when)s") % {"metric": name, "when": times.stamp(due_at)}
    return Due(state, f"{times.span(due_at - now)} {left}", title, name, left, due_at, since, share)
