"""How far a request is, in a requester's words: four steps, and what we promise next."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from counterfoil import prose
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Metric, Status
from counterfoil.web import times

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

# Which of the four steps a status stands at.
STEP_OF = {
    Status.NEW: 0,
    Status.IN_PROGRESS: 1,
    Status.AWAITING_USER_INPUT: 1,
    Status.ESCALATED: 1,
    Status.RESOLVED: 2,
    Status.CLOSED: 3,
}


@dataclass(frozen=True, slots=True)
class Step:
    """`state` is done, now or ahead."""

    words: str
    when: str
    state: str


@dataclass(frozen=True, slots=True)
class Card:
    title: str
    big: str
    text: str = ""
    by: str = ""


def steps(ticket: "Ticket", book: PolicyBook, now: datetime) -> list[Step]:
    """Received, with somebody, solved, closed: done, now or ahead."""
    at = STEP_OF[Status(ticket.status)]
    words = [_("Received"), status_words(ticket, book) if at == 1 else _("With us"), _("Solved"), _("Closed")]
    when = [
        times.point(ticket.reported_at, now),
        "",
        times.point(ticket.resolved_at, now) if ticket.resolved_at else "",
        times.point(ticket.closed_at, now) if ticket.closed_at else _("When you confirm"),
    ]
    if at >= 1 and ticket.assignee:
        words[1] = words[1] if at == 1 else _("With %(name)s") % {"name": ticket.assignee.first_name}
    return [Step(words[n], when[n], "done" if n < at or at == 3 else "now" if n == at else "ahead") for n in range(4)]


def status_words(ticket: "Ticket", book: PolicyBook) -> str:
    """The status as the policy words it for requesters: “With Priya”, “Waiting for you”."""
    who = ticket.assignee.first_name if ticket.assignee else _("us")
    return prose.fill(book.statuses[Status(ticket.status)].requester_reads, {"assignee": who})


def helper(ticket: "Ticket") -> str:
    """Who helps, by first name; the desk as a whole where nobody has it."""
    return ticket.assignee.first_name if ticket.assignee else str(settings.OPTIONS.organization)


def card(ticket: "Ticket", now: datetime) -> Card:
    """What comes next, and by when."""
    match Status(ticket.status):
        case Status.AWAITING_USER_INPUT:
            return Card(_("Waiting for you"), _("We asked you something"), _("As soon as you answer we go on. The promise waits with us."))
        case Status.RESOLVED:
            return Card(_("Solved by"), helper(ticket), _("Say whether it is solved, and we close it or go on."))
        case Status.CLOSED:
            return Card(
                _("Closed"), times.point(ticket.closed_at, now) if ticket.closed_at else "", _("If it comes back, write to us here.")
            )
    if ticket.due_at is None:
        return Card(_("With us"), helper(ticket))
    if ticket.due_at <= now:
        return Card(_("We are late"), _("since %(when)s") % {"when": times.point(ticket.due_at, now)}, _("It has not been forgotten."))
    by = times.point(ticket.due_at, now)
    if ticket.due_metric in (Metric.RESPONSE, Metric.NEXT_REPLY):
        return Card(_("You’ll hear from us"), _("by %(when)s") % {"when": by}, by=by)
    return Card(_("We aim to have it solved"), _("by %(when)s") % {"when": by})
