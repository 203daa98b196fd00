"""What the record holds of a ticket, as tests ask for it."""

import json
from typing import Any

from django.db import connection

from counterfoil.policy.vocabulary import EventKind, Metric
from counterfoil.tickets.models import Clock, Event, Message, Ticket


def events(ticket: Ticket) -> list[EventKind]:
    return [EventKind(kind) for kind in ticket.events.order_by("id").values_list("kind", flat=True)]


def last_event(ticket: Ticket, kind: EventKind | None = None) -> Event:
    found = ticket.events.filter(kind=kind) if kind else ticket.events
    return found.latest("id")


def words_of(event: Event) -> Message:
    """The message that came with the event."""
    assert event.message is not None
    return event.message


def last_message(ticket: Ticket) -> Message:
    return ticket.messages.latest("id")


def clock(ticket: Ticket, metric: Metric) -> Clock:
    return ticket.clocks.get(metric=metric)


def again(ticket: Ticket) -> Ticket:
    """The ticket as the database has it."""
    return Ticket.objects.get(pk=ticket.pk)


def jobs(task: str = "notifications.fan_out") -> list[Any]:
    """The arguments of the jobs that wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT args FROM procrastinate_jobs WHERE task_name = %s ORDER BY id", [task])
        return [json.loads(args) for (args,) in cursor.fetchall()]
