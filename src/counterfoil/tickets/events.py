"""The only writer of events, and with them of clocks and of what follows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.policy.notices import NOTICES
from counterfoil.policy.vocabulary import Channel, EventKind, Role, Status
from counterfoil.store.defer import defer_each
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.clocks import drop_others, keep, read
from counterfoil.tickets.models import Event, Message, Ticket

BY_RECORD = ("last_event_id", "acted_event_id", "updated_at", "due_at", "due_metric", "due_from", "paused_at")


@dataclass(frozen=True, slots=True)
class Happened:
    """What a verb did, in its own words. `status` and `priority` only when the deed set them.

    `by_rule`: the policy did it, and not the person whose deed led to it.
    """

    kind: EventKind
    message: Message | None = None
    status: Status | None = None
    priority: str = ""
    details: dict[str, Any] = field(default_factory=dict)
    by_rule: bool = False


def record(ticket: Ticket, *happened: Happened, actor: Actor, now: datetime, saving: Iterable[str] = (), once: UUID | None = None) -> None:
    """Write what happened, in the verb's transaction: the events, the clocks they give, the ticket, and the jobs that follow.

    `saving` names the fields of the ticket that the verb set; they are saved together with the clock that is due next.
    """
    events = draft(ticket, happened, actor=actor, now=now, once=once)
    write(events)
    ticket.last_event_id = events[-1].id
    ticket.acted_event_id = ticket.acted_event_id if actor.is_system else events[-1].id
    ticket.updated_at = now
    readings = read(ticket, case_of(ticket), book_of(ticket.policy_version_id).book)
    keep(ticket, readings)
    if any(event.priority for event in events):
        drop_others(ticket, readings)
    ticket.save(update_fields=[*saving, *BY_RECORD])


def draft(ticket: Ticket, happened: Iterable[Happened], *, actor: Actor, now: datetime, once: UUID | None) -> list[Event]:
    """The events of a deed, not written yet. An event that nobody is told of, as all history that is imported, counts as told."""
    supplied = ({"supplied": True} if actor.is_supplied else {}) | ({"supplied_texts": list(actor.texts)} if actor.texts else {})
    return [
        Event(
            ticket=ticket,
            kind=deed.kind,
            actor_id=None if deed.by_rule else actor.id,
            role=Role.SYSTEM if deed.by_rule else actor.role,
            channel=actor.channel,
            at=now,
            status=deed.status or "",
            priority=deed.priority,
            details={**deed.details, **supplied},
            policy_version_id=ticket.policy_version_id,
            message=deed.message,
            once=None if number else once,
            fanned_out_at=None if NOTICES[deed.kind] and actor.channel is not Channel.IMPORT else now,
        )
        for number, deed in enumerate(happened)
    ]


def write(events: list[Event]) -> None:
    """Write drafted events and ring for those that somebody is to be told of."""
    Event.objects.bulk_create(events)
    if to_tell := [event.id for event in events if event.fanned_out_at is None]:
        defer_each("notifications.fan_out", "event", to_tell)
