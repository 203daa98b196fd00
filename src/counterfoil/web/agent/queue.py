"""The queues: unresolved tickets grouped by the time that is left."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_safe

from counterfoil.handbook.queries import book_in_force
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Channel, Status
from counterfoil.tickets.queries import queue as queues
from counterfoil.tickets.queries.queue import FILTERS, Horizon, Row, View
from counterfoil.web import respond, visitor
from counterfoil.web.due import Due, due
from counterfoil.web.visitor import Visit, for_staff

TITLES = {
    View.MINE: gettext_lazy("My work"),
    View.UNASSIGNED: gettext_lazy("Unassigned"),
    View.AT_RISK: gettext_lazy("At risk"),
    View.ALL: gettext_lazy("All unresolved"),
}
EMPTY = {
    View.UNASSIGNED: (gettext_lazy("Everything has an owner"), gettext_lazy("New tickets appear here until somebody takes them.")),
    View.AT_RISK: (gettext_lazy("Nothing is at risk"), gettext_lazy("A ticket comes here when three quarters of a target are used.")),
    View.ALL: (gettext_lazy("Nothing is unresolved"), gettext_lazy("Every ticket that was reported is resolved or closed.")),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """How a stretch of the horizon reads: on the strip, as a heading, and what to do about it."""

    strip: Callable[[], str]
    heading: Callable[[], str]
    advice: Callable[[], str]
    icon: str = "clock"


STRETCHES = {
    Horizon.PAST: Stretch(
        lambda: _("past target"), lambda: _("Past target"), lambda: _("Tell the requester what happens next, then the lead"), "alert"
    ),
    Horizon.HOUR: Stretch(
        lambda: _("within the hour"), lambda: _("Due within the hour"), lambda: _("Sorted by time left on the wall clock")
    ),
    Horizon.TODAY: Stretch(lambda: _("today"), lambda: _("Due today"), lambda: _("Before midnight at the desk")),
    Horizon.LATER: Stretch(lambda: _("later"), lambda: _("Later"), lambda: _("The soonest first")),
    Horizon.PAUSED: Stretch(
        lambda: _("paused"), lambda: _("Clock paused"), lambda: _("Restarts when they reply"), "status-awaiting_user_input"
    ),
    Horizon.NONE: Stretch(lambda: _("no target"), lambda: _("No target"), lambda: _("The policy promises no time for these")),
}


@dataclass(frozen=True, slots=True)
class Person:
    """The assignee of a row, as an avatar needs it."""

    id: int
    name: str

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


@dataclass(frozen=True, slots=True)
class Line:
    """A row with the words it is shown in."""

    row: Row
    status_label: str
    priority_label: str
    channel_label: str
    assignee: Person | None
    due: Due


@require_safe
@for_staff
def show(request: Visit, view: str) -> HttpResponse:
    """A queue. `after` continues it where `shown` ended; the rest of the query string filters."""
    try:
        chosen = View(view)
    except ValueError:
        raise Http404 from None
    filters = {name: given for name in FILTERS if (given := request.GET.get(name, "").replace("\0", ""))}
    cursor, last = request.GET.get("after", ""), request.GET.get("shown", "")
    page = queues.queue(actor=visitor.at_desk(request), view=chosen, now=request.now, filters=filters, cursor=cursor)
    book = book_in_force(request.now).book
    context = {
        "groups": [_group(horizon, rows, page.horizons, last, book, request.now) for horizon, rows in page.groups],
        "more": _more(chosen, filters, page.next_cursor, page.groups[-1][0]) if page.next_cursor else "",
    }
    if cursor and respond.wants_fragment(request):
        return respond.page(request, "agent/rows.html", context)
    return respond.page(request, "agent/queue.html", context | _frame(chosen, filters, page.horizons))


def _frame(view: View, filters: Mapping[str, str], horizons: Mapping[Horizon, int]) -> dict[str, Any]:
    title, text = EMPTY.get(view, ("", ""))
    total = sum(horizons.values())
    return {
        "view": view.value,
        "title": TITLES[view],
        "total": total,
        "horizon": [
            {"name": horizon.value, "count": count, "words": STRETCHES[horizon].strip(), "weight": _weight(count, total)}
            for horizon, count in horizons.items()
            if count or horizon is not Horizon.NONE
        ],
        "chips": [{"name": name, "value": value, "without": _address(view, {**filters, name: ""})} for name, value in filters.items()],
        "empty_title": title or _("Nothing waiting for you"),
        "empty_text": text or _("Your queue is clear. What nobody has yet stands under Unassigned."),
    }


def _group(horizon: Horizon, rows: list[Row], counts: Mapping[Horizon, int], last: str, book: PolicyBook, now: datetime) -> dict[str, Any]:
    stretch = STRETCHES[horizon]
    return {
        "name": horizon.value,
        "heading": stretch.heading(),
        "advice": stretch.advice(),
        "icon": stretch.icon,
        "count": counts[horizon],
        "count_words": ngettext("%(n)s ticket", "%(n)s tickets", counts[horizon]) % {"n": counts[horizon]},
        "continues": horizon.value == last,
        "lines": [_line(row, book, now) for row in rows],
    }


def _line(row: Row, book: PolicyBook, now: datetime) -> Line:
    return Line(
        row=row,
        status_label=book.statuses[Status(row.status)].label,
        priority_label=book.scales.label(row.priority),
        channel_label=Channel(row.channel).label,
        assignee=Person(row.assignee_id, row.assignee or "") if row.assignee_id else None,
        due=due(metric=row.due_metric, due_at=row.due_at, since=row.due_from, paused_at=row.paused_at, now=now),
    )


def _more(view: View, filters: Mapping[str, str], cursor: str | None, shown: Horizon) -> str:
    return _address(view, {**filters, "after": cursor or "", "shown": shown.value})


def _address(view: View, query: Mapping[str, str]) -> str:
    given = {name: value for name, value in query.items() if value}
    return reverse("queue", args=[view.value]) + (f"?{urlencode(given)}" if given else "")


def _weight(count: int, total: int) -> int:
    """The width of a stretch of the strip, from 1 to 6, so that many look like many and few can still be hit."""
    return 1 + round(5 * count / total) if total else 1
