"""A ticket and an event as other programs read them: the shape of the API, and what an export adds to it."""

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from counterfoil.people.models import User
from counterfoil.policy.lifecycle import phase_of
from counterfoil.policy.vocabulary import EventKind, Metric, Status
from counterfoil.tickets.models import Clock, Event, MessageKind, Ticket

RESOLUTION = "resolution"


def ticket_as_json(ticket: Ticket, *, base_url: str) -> dict[str, Any]:
    """The ticket of the contract, with what only an export gives.

    `supplied` names what an import had to supply. A supplied resolution has no time: nobody recorded one.
    `ticket` comes with what `exported` in `export.py` fetches along with it.
    """
    supplied = _supplied(ticket)
    return {
        "reference": ticket.reference,
        "external_reference": ticket.external_reference or None,
        "external_source": ticket.external_source or None,
        "kind": ticket.kind,
        "status": ticket.status,
        "phase": phase_of(Status(ticket.status)),
        "priority": ticket.priority,
        "priority_reason": ticket.priority_reason,
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "workaround": ticket.workaround,
        "category": ticket.category.path if ticket.category else None,
        "team": ticket.team.name if ticket.team else None,
        "assignee": _person(ticket.assignee) if ticket.assignee else None,
        "requester": _person(ticket.requester) | {"phone": ticket.requester.phone or None},
        "organization": ticket.organization.name if ticket.organization else None,
        "channel": ticket.channel,
        "subject": ticket.subject,
        "description": next((message.body for message in ticket.messages.all() if message.kind == MessageKind.REPORT), None),
        "solution": ticket.solution or None,
        "cause": ticket.cause or None,
        "reported_at": instant(ticket.reported_at),
        "logged_at": instant(ticket.logged_at),
        "updated_at": instant(ticket.updated_at),
        "resolved_at": None if RESOLUTION in supplied else instant(ticket.resolved_at),
        "confirmed_at": instant(ticket.confirmed_at),
        "closed_at": instant(ticket.closed_at),
        "closed_how": ticket.closed_how or None,
        "supplied": supplied,
        "policy_version": ticket.policy_version.version,
        "clocks": [_clock(clock) for clock in sorted(ticket.clocks.all(), key=lambda clock: list(Metric).index(Metric(clock.metric)))],
        "url": f"{base_url}/t/{ticket.reference}",
    }


def event_as_json(event: Event) -> dict[str, Any]:
    """One fact of a ticket. `actor` is the person in whose name it was done; what people wrote stays in the messages."""
    return {
        "id": event.id,
        "reference": event.ticket.reference,
        "external_reference": event.ticket.external_reference or None,
        "kind": event.kind,
        "at": instant(event.at),
        "actor": _person(event.actor) if event.actor else None,
        "role": event.role,
        "channel": event.channel,
        "status": event.status or None,
        "priority": event.priority or None,
        "supplied": bool(event.details.get("supplied")),
        "details": event.details,
        "policy_version": event.policy_version.version,
    }


def instant(at: datetime | None) -> str | None:
    """ISO 8601 in UTC."""
    return at.astimezone(UTC).isoformat() if at else None


def _person(user: User) -> dict[str, Any]:
    return {"name": user.name, "email": user.email}


def _clock(clock: Clock) -> dict[str, Any]:
    amount = Fraction(clock.amount)
    return {
        "metric": clock.metric,
        "state": clock.state,
        "due_at": instant(clock.due_at),
        "met_at": instant(clock.met_at),
        "target": {
            "amount": int(amount) if amount.denominator == 1 else float(amount),
            "unit": clock.unit,
            "measured_in": "working" if clock.calendar else "elapsed",
        },
    }


def _supplied(ticket: Ticket) -> list[str]:
    """The texts of the events that an import supplied, and the resolution where its last one was."""
    events = sorted(ticket.events.all(), key=lambda event: event.id)
    texts = {text for event in events for text in event.details.get("supplied_texts", ())}
    resolutions = [event for event in events if event.kind == EventKind.TICKET_RESOLVED]
    is_supplied = bool(ticket.resolved_at and resolutions and resolutions[-1].details.get("supplied"))
    return sorted(texts | ({RESOLUTION} if is_supplied else set()))
