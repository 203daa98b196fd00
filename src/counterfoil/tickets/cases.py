"""A ticket as the policy sees it: its events as frozen facts."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Role, Status
from counterfoil.tickets.models import Event, Ticket

COLUMNS = ("id", "kind", "at", "actor_id", "role", "channel", "status", "priority", "details")


def case_of(ticket: Ticket) -> Case:
    """All facts of the ticket so far, in order."""
    return case_from(ticket, (fact(*row) for row in Event.objects.filter(ticket=ticket).order_by("id").values_list(*COLUMNS)))


def case_from(ticket: Ticket, facts: Iterable[Fact]) -> Case:
    return Case(
        reference=ticket.reference,
        kind=Kind(ticket.kind),
        channel=Channel(ticket.channel),
        reported_at=ticket.reported_at,
        logged_at=ticket.logged_at,
        facts=tuple(facts),
    )


def fact_of(event: Event) -> Fact:
    return fact(*(getattr(event, column) for column in COLUMNS))


def fact(
    event_id: int,
    kind: str,
    at: datetime,
    actor: int | None,
    role: str,
    channel: str,
    status: str,
    priority: str,
    details: Mapping[str, Any],
) -> Fact:
    return Fact(
        id=event_id,
        kind=EventKind(kind),
        at=at,
        actor=actor,
        role=Role(role),
        channel=Channel(channel),
        status=Status(status) if status else None,
        priority=priority or None,
        details=details,
    )
