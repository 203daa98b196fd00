"""The lock every verb takes first: one writer, who has seen what the others did."""

from datetime import datetime
from uuid import UUID

from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.models import Event, Ticket


def locked(ticket: Ticket, *, now: datetime, seen: int | None = None, once: UUID | None = None) -> tuple[Ticket, datetime]:
    """The ticket as it is now, locked until the transaction ends, and the instant of the deed.

    The instant is never before the ticket's last event: two processes read two clocks, and history must not go back.
    Raises AlreadyDone when the one-time key `once` was used, Stale when a person acted after the event `seen`.
    """
    # Without joins: who had to wait for the lock gets the new row, but would get what it named before from the tables beside it.
    current = Ticket.objects.select_for_update().get(pk=ticket.pk)
    if once and Event.objects.filter(once=once).exists():
        raise AlreadyDone(current.pk)
    if seen is not None and current.acted_event_id > seen:
        raise Stale(f"{current.reference} was changed while you had it open. Nothing of yours was saved over it.", since=seen)
    return current, max(now, current.updated_at)
