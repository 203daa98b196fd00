"""What happened, as a sentence: made when it is shown, never stored."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import EventKind, Metric
from counterfoil.tickets.queries.timeline import Entry
from counterfoil.web.due import NAMES

# The words for an event, with names for what `_values` knows of it.
Wording = Callable[[Entry], str]


def sentence(entry: Entry, book: PolicyBook) -> str:
    """The event in one line, without its message; empty where the message says it all."""
    return SENTENCES[entry.kind](entry) % _values(entry, book) if entry.kind in SENTENCES else ""


def for_requester(entry: Entry) -> str:
    """The event in the words of the portal; empty for what is nothing to the requester."""
    return FOR_REQUESTERS[entry.kind]() if entry.kind in FOR_REQUESTERS else ""


def _values(entry: Entry, book: PolicyBook) -> dict[str, object]:
    metric = entry.details.get("metric")
    return {
        "who": entry.actor.name if entry.actor else _("The policy"),
        "status": book.statuses[entry.status].label if entry.status else "",
        "priority": book.scales.label(entry.priority),
        "computed": book.scales.label(str(entry.details.get("computed", ""))),
        "metric": NAMES[Metric(metric)] if metric else "",
        "team": entry.names.get("team", ""),
        "assignee": entry.names.get("assignee", ""),
        "ticket": entry.names.get("ticket", ""),
        "places": ", ".join(name for key in ("team", "assignee") if (name := entry.names.get(key))) or _("nobody yet"),
        **{name: entry.details.get(name, "") for name in ("score", "rung")},
        "notice": str(entry.details.get("notice", "")).replace("_", " "),
    }


def _logged(entry: Entry) -> str:
    if entry.details.get("is_triaged"):
        return _("Received. Priority %(priority)s from the matrix")
    return _("Received. Priority %(priority)s until it is triaged")


def _triaged(entry: Entry) -> str:
    if entry.details.get("is_overridden"):
        return _("%(who)s set priority %(priority)s, against %(computed)s from the matrix")
    if entry.details.get("before") == entry.priority:
        return _("%(who)s triaged it, priority stays %(priority)s")
    return _("%(who)s triaged it, priority %(priority)s from the matrix")


def _assigned(entry: Entry) -> str:
    assignee = entry.details.get("assignee")
    if entry.actor is None:
        return _("Routed to %(places)s")
    if assignee is None:
        return _("%(who)s took the assignee off")
    return _("%(who)s took it") if assignee == entry.actor.id else _("%(who)s assigned it to %(assignee)s")


def _closed(entry: Entry) -> str:
    return _("Closed, the reminders stayed unanswered") if entry.details.get("how") == "unanswered" else _("Closed by %(who)s")


def _merged(entry: Entry) -> str:
    return _("Merged into %(ticket)s") if entry.details.get("side") == "from" else _("%(ticket)s was merged into this ticket")


def _noticed(entry: Entry) -> str:
    name = str(entry.details.get("notice", ""))
    return NOTICES[name]() if name in NOTICES else _("Mail accepted: %(notice)s")


def _moved(_entry: Entry) -> str:
    return _("%(who)s set it to %(status)s")


SENTENCES: Mapping[EventKind, Wording] = {
    EventKind.TICKET_LOGGED: _logged,
    EventKind.TICKET_TRIAGED: _triaged,
    EventKind.TICKET_ASSIGNED: _assigned,
    EventKind.TICKET_TRANSFERRED: lambda _entry: _("%(who)s moved it to %(team)s"),
    EventKind.WORK_STARTED: _moved,
    EventKind.WORK_RESUMED: _moved,
    EventKind.REQUESTER_AWAITED: _moved,
    EventKind.TICKET_ESCALATED: _moved,
    EventKind.TICKET_DE_ESCALATED: _moved,
    EventKind.TICKET_RESOLVED: _moved,
    EventKind.RESOLUTION_CONFIRMED: lambda _entry: _("Confirmed as solved by %(who)s"),
    EventKind.TICKET_CLOSED: _closed,
    EventKind.TICKET_REOPENED: lambda _entry: _("Reopened by %(who)s"),
    EventKind.TICKET_RATED: lambda _entry: _("Rated %(score)s of 5"),
    EventKind.TICKETS_LINKED: lambda _entry: _("Linked to %(ticket)s"),
    EventKind.TICKET_MERGED: _merged,
    EventKind.NOTICE_ACCEPTED: _noticed,
    EventKind.NOTICE_FAILED: lambda _entry: _("Mail could not be delivered. Call instead"),
    EventKind.CONFIRMATION_REMINDED: lambda _entry: _("Reminded the requester to confirm"),
    EventKind.CLOCK_AT_RISK: lambda _entry: _("%(metric)s at risk"),
    EventKind.CLOCK_BREACHED: lambda _entry: _("%(metric)s past its target"),
    EventKind.RUNG_REACHED: lambda _entry: _("Escalation step “%(rung)s” reached, %(metric)s"),
}
NOTICES: Mapping[str, Callable[[], str]] = {
    "acknowledgement": lambda: _("Acknowledgement mailed to the requester"),
    "please_confirm": lambda: _("Asked the requester by mail to confirm"),
    "reply": lambda: _("Reply mailed"),
    "question": lambda: _("Question mailed"),
}
FOR_REQUESTERS: Mapping[EventKind, Callable[[], str]] = {
    EventKind.WORK_STARTED: lambda: _("work has begun"),
    EventKind.TICKET_ESCALATED: lambda: _("a specialist was called in"),
    EventKind.RESOLUTION_CONFIRMED: lambda: _("you confirmed that it is solved"),
    EventKind.TICKET_CLOSED: lambda: _("closed"),
    EventKind.TICKET_REOPENED: lambda: _("opened again"),
}
