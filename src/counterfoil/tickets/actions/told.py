"""What a notice's journey did to its ticket (SOP 1 §4.6)."""

from datetime import datetime

from django.db import transaction

from counterfoil.people.actors import SYSTEM
from counterfoil.policy.vocabulary import EventKind
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Ticket


@transaction.atomic
def confirm_delivery(*, ticket: Ticket, notice: str, delivery_id: int, now: datetime) -> Ticket:
    """A notice was accepted on its way to the recipient. That of an acknowledgement meets its clock."""
    return note_journey(ticket, EventKind.NOTICE_ACCEPTED, notice, delivery_id, now)


@transaction.atomic
def record_failure(*, ticket: Ticket, notice: str, delivery_id: int, now: datetime) -> Ticket:
    """A notice was refused for good. The ticket shows it, so that somebody calls instead."""
    return note_journey(ticket, EventKind.NOTICE_FAILED, notice, delivery_id, now)


def note_journey(ticket: Ticket, kind: EventKind, notice: str, delivery_id: int, now: datetime) -> Ticket:
    ticket, now = locked(ticket, now=now)
    record(ticket, Happened(kind, details={"notice": notice, "delivery": delivery_id}), actor=SYSTEM, now=now)
    return ticket
