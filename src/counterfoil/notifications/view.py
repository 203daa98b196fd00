"""All that a letter may say of a ticket, as text. A letter that leaves the desk is made from the public view and nothing else."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counterfoil.handbook.queries import book_of
from counterfoil.notifications.models import Delivery
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.story import OUTSIDERS
from counterfoil.policy.vocabulary import Metric, Status
from counterfoil.tickets.models import Clock, Ticket

METRICS = {
    Metric.ACKNOWLEDGEMENT: gettext_lazy("Acknowledgement"),
    Metric.RESPONSE: gettext_lazy("First response"),
    Metric.NEXT_REPLY: gettext_lazy("Next reply"),
    Metric.RESOLUTION: gettext_lazy("Resolution"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Empty is what is unknown, not so, or nothing to the reader. Instants are in words, in the reader's zone.

    `name` greets the reader; it and `title` are empty for an address that nobody has proven to be theirs: whoever typed it in
    chose these words. `author` did what is told and `body` is what they wrote about it; outside of the desk both are those of
    staff alone, so that no stranger can have us mail his words.
    """

    reference: str
    title: str
    author: str
    body: str
    name: str = ""
    helper: str = ""
    response_by: str = ""
    resolution_by: str = ""
    closes_at: str = ""
    survivor: str = ""
    is_requester: bool = False
    facts: tuple[tuple[str, str], ...] = ()
    requester: str = ""
    metric: str = ""
    due_at: str = ""
    rung: str = ""


def view_of(delivery: Delivery) -> View:
    """The view of the delivery's ticket that its recipient has."""
    return public_view(delivery) if delivery.is_public else staff_view(delivery)


def public_view(delivery: Delivery) -> View:
    """What the requester, a participant and the holder of a link may read. Notes and all that is for colleagues are not here."""
    ticket, reader, event = delivery.ticket, delivery.recipient, delivery.event
    book = book_of(ticket.policy_version_id).book
    zone = ZoneInfo(reader.zone or book.zone)
    author = event.actor if event and event.role not in OUTSIDERS else None
    message = event.message if event else None
    promised = dict(Clock.objects.filter(ticket=ticket, has_ended=False).values_list("metric", "due_at"))
    return View(
        reference=ticket.reference,
        title=ticket.subject if reader.verified_at else "",
        name=reader.first_name if reader.verified_at else "",
        author=author.first_name if author else "",
        body=message.body if message and message.is_public and message.author_role not in OUTSIDERS else "",
        helper=ticket.assignee.first_name if ticket.assignee else "",
        response_by=instant(promised.get(Metric.RESPONSE), zone),
        resolution_by=instant(promised.get(Metric.RESOLUTION), zone),
        closes_at=instant(closes_at(ticket, book), zone),
        survivor=ticket.merged_into.reference if ticket.merged_into else "",
        is_requester=reader.pk == ticket.requester_id,
    )


def staff_view(delivery: Delivery) -> View:
    """What colleagues read, notes included."""
    ticket, event = delivery.ticket, delivery.event
    assert event is not None, "what goes to colleagues tells of an event"
    book = book_of(ticket.policy_version_id).book
    zone = ZoneInfo(delivery.recipient.zone or book.zone)
    due_at, metric = event.details.get("due_at"), event.details.get("metric")
    facts = (
        (_("Priority"), book.scales.label(ticket.priority)),
        (_("Status"), book.statuses[Status(ticket.status)].label),
        (_("Requester"), ticket.requester.name),
        (_("Team"), ticket.team.name if ticket.team else ""),
        (_("Assignee"), ticket.assignee.name if ticket.assignee else _("nobody yet")),
        (_("Due next"), f"{METRICS[Metric(ticket.due_metric)]}, {instant(ticket.due_at, zone)}" if ticket.due_at else ""),
    )
    return View(
        reference=ticket.reference,
        title=ticket.subject,
        author=event.actor.name if event.actor else "",
        body=event.message.body if event.message else "",
        facts=tuple((label, value) for label, value in facts if value),
        requester=ticket.requester.name,
        metric=str(METRICS[Metric(metric)]) if metric else "",
        due_at=instant(datetime.fromisoformat(due_at) if due_at else None, zone),
        rung=str(event.details.get("rung", "")).replace("_", " "),
    )


def closes_at(ticket: Ticket, book: PolicyBook) -> datetime | None:
    """When silence closes a resolved ticket (SOP 1 §4.7): known exactly after the last reminder, and until then as the policy plans it."""
    if ticket.resolved_at is None or ticket.closed_at is not None:
        return None
    planned = ticket.resolved_at + book.closing.close_after
    return ticket.next_step_at if ticket.next_step_at and ticket.reminders >= len(book.closing.remind_after) else planned


def instant(at: datetime | None, zone: ZoneInfo) -> str:
    """An instant in full, with its weekday and zone: `Tuesday 24 November at 12:40 (CET)`."""
    if at is None:
        return ""
    local = at.astimezone(zone)
    return _("%(day)s at %(time)s (%(zone)s)") % {
        "day": date_format(local, "l j F"),
        "time": date_format(local, "H:i"),
        "zone": local.tzname(),
    }
