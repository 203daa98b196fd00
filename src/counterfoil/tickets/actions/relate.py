"""Link two tickets, merge one into another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Status, Verb
from counterfoil.tickets.access import authorize
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Link, LinkKind, Ticket

MERGED = ("merged_into", "closed_at", "closed_how", "escalated_at")


@transaction.atomic
def link(
    *, ticket: Ticket, to: Ticket, kind: LinkKind, actor: Actor, now: datetime, seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Set one ticket beside another; both say so. Linking twice changes nothing. Raises Invalid, NotVisible, Denied, Stale."""
    ticket, to, now = locked_both(ticket, to, now=now, seen=seen, once=once)
    authorize(actor, Verb.LINK, ticket)
    authorize(actor, Verb.LINK, to)
    _, is_new = Link.objects.get_or_create(ticket=ticket, to=to, kind=kind, defaults={"at": now})
    if is_new:
        record(ticket, Happened(EventKind.TICKETS_LINKED, details={"ticket": to.pk, "kind": kind}), actor=actor, once=once, now=now)
        record(to, Happened(EventKind.TICKETS_LINKED, details={"ticket": ticket.pk, "kind": kind}), actor=actor, now=now)
    return ticket


@transaction.atomic
def merge(*, ticket: Ticket, into: Ticket, actor: Actor, now: datetime, seen: int | None = None, once: UUID | None = None) -> Ticket:
    """Close a ticket as a double of another, which goes on. Its messages stay where they were written.

    Only tickets of the same requester merge, for a merge must never show anybody what was not theirs.
    Raises Invalid (to itself), Refused (resolved ones, other requesters), NotVisible, Denied, Stale. Returns the survivor.
    """
    ticket, into, now = locked_both(ticket, into, now=now, seen=seen, once=once)
    authorize(actor, Verb.MERGE, ticket)
    authorize(actor, Verb.MERGE, into)
    lifecycle.after(Status(into.status), Verb.MERGE)
    if ticket.requester_id != into.requester_id:
        raise Refused("These tickets have different requesters: merging would show one what the other wrote. Link them instead.")
    ticket.status = lifecycle.after(Status(ticket.status), Verb.MERGE)
    ticket.merged_into, ticket.closed_at, ticket.closed_how, ticket.escalated_at = into, now, "merged", None
    Link.objects.get_or_create(ticket=ticket, to=into, kind=LinkKind.DUPLICATE, defaults={"at": now})
    gone = Happened(EventKind.TICKET_MERGED, status=Status(ticket.status), details={"side": "from", "ticket": into.pk})
    record(ticket, gone, actor=actor, once=once, now=now, saving=("status", *MERGED))
    record(into, Happened(EventKind.TICKET_MERGED, details={"side": "into", "ticket": ticket.pk}), actor=actor, now=now)
    return into


def locked_both(one: Ticket, other: Ticket, *, now: datetime, seen: int | None, once: UUID | None) -> tuple[Ticket, Ticket, datetime]:
    """Both locked, the older first, so that two merges crosswise wait instead of blocking each other."""
    if one.pk == other.pk:
        raise Invalid("to", "A ticket cannot be put together with itself.")
    if one.pk < other.pk:
        first, now = locked(one, now=now, seen=seen, once=once)
        second, now = locked(other, now=now)
        return first, second, now
    second, now = locked(other, now=now)
    first, now = locked(one, now=now, seen=seen, once=once)
    return first, second, now
