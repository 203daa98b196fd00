"""The timeline: events and messages in order, as shown."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from counterfoil.catalog.models import Category
from counterfoil.people.actors import Actor
from counterfoil.people.models import Team, User
from counterfoil.policy.vocabulary import Channel, EventKind, Role, Status, Word
from counterfoil.tickets.access import sees_notes
from counterfoil.tickets.models import Attachment, Event, Message, MessageKind, Ticket

# What a requester may know of the course of things, besides the public messages.
PUBLIC = frozenset(
    {
        EventKind.TICKET_LOGGED,
        EventKind.WORK_STARTED,
        EventKind.WORK_RESUMED,
        EventKind.REQUESTER_AWAITED,
        EventKind.REPLY_RECEIVED,
        EventKind.REPLY_SENT,
        EventKind.TICKET_ESCALATED,
        EventKind.TICKET_RESOLVED,
        EventKind.RESOLUTION_CONFIRMED,
        EventKind.TICKET_CLOSED,
        EventKind.TICKET_REOPENED,
        EventKind.TICKET_MERGED,
    }
)


class Voice(Word):
    """Who speaks: four that differ at a glance, and the system's thin lines between them."""

    REQUESTER = "requester"
    REPLY = "reply"
    NOTE = "note"
    CALL = "call"
    SYSTEM = "system"


VOICES = {
    MessageKind.REPORT: Voice.REQUESTER,
    MessageKind.ANSWER: Voice.REQUESTER,
    MessageKind.REPLY: Voice.REPLY,
    MessageKind.QUESTION: Voice.REPLY,
    MessageKind.SOLUTION: Voice.REPLY,
    MessageKind.NOTE: Voice.NOTE,
    MessageKind.CONTACT: Voice.CALL,
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One event with its message, if it has one. `names` says in words what `details` names by id.

    `author` wrote the message, `actor` did the deed; both None for a job. In the public view an entry holds nothing internal.
    """

    id: int
    at: datetime
    kind: EventKind
    voice: Voice
    actor: User | None
    role: Role
    channel: Channel
    status: Status | None
    priority: str
    details: Mapping[str, Any]
    names: Mapping[str, str]
    message_kind: MessageKind | None
    author: User | None
    author_role: Role | None
    body: str
    is_public: bool
    files: tuple[Attachment, ...]


def timeline(*, ticket: Ticket, actor: Actor) -> list[Entry]:
    """The whole story for staff who may read it; the public one for everybody else. In the order it was written."""
    events = Event.objects.filter(ticket=ticket).select_related("actor", "message__author").order_by("id")
    rows = list(events if sees_notes(actor, ticket) else events.filter(kind__in=PUBLIC))
    files = files_of(rows)
    if not sees_notes(actor, ticket):
        # The step is the requester's to know; a reason that colleagues left beside it is not.
        return [entry(row, row.message if row.message and row.message.is_public else None, {}, {}, files) for row in rows]
    names = names_of(rows)
    return [entry(row, row.message, row.details, names, files) for row in rows]


def entry(
    row: Event,
    message: Message | None,
    details: Mapping[str, Any],
    names: Mapping[tuple[str, int], str],
    files: Mapping[int, tuple[Attachment, ...]],
) -> Entry:
    kind = MessageKind(message.kind) if message else None
    return Entry(
        id=row.id,
        at=row.at,
        kind=EventKind(row.kind),
        voice=VOICES[kind] if kind else Voice.SYSTEM,
        actor=row.actor,
        role=Role(row.role),
        channel=Channel(message.channel if message else row.channel),
        status=Status(row.status) if row.status else None,
        priority=row.priority,
        details=details,
        names={key: names[key, value] for key, value in details.items() if isinstance(value, int) and (key, value) in names},
        message_kind=kind,
        author=message.author if message else None,
        author_role=Role(message.author_role) if message else None,
        body=message.body if message else "",
        is_public=message.is_public if message else False,
        files=files.get(message.id, ()) if message else (),
    )


def files_of(rows: Iterable[Event]) -> dict[int, tuple[Attachment, ...]]:
    found: dict[int, tuple[Attachment, ...]] = {}
    for file in Attachment.objects.filter(message__in=[row.message_id for row in rows if row.message_id]).order_by("id"):
        found[file.message_id] = (*found.get(file.message_id, ()), file)
    return found


def names_of(rows: Iterable[Event]) -> dict[tuple[str, int], str]:
    """The names behind the ids that details hold: one query for each kind of thing that occurs."""
    ids: dict[str, set[int]] = {"assignee": set(), "team": set(), "category": set(), "ticket": set(), "from": set()}
    for row in rows:
        for key in ids:
            if isinstance(row.details.get(key), int):
                ids[key].add(row.details[key])
    tables: dict[str, Any] = {
        "assignee": User.objects.values_list("id", "name"),
        "team": Team.objects.values_list("id", "name"),
        "category": Category.objects.values_list("id", "name"),
        "ticket": Ticket.objects.values_list("id", "reference"),
    }
    return {(key, row_id): name for key, table in tables.items() if ids[key] for row_id, name in table.filter(id__in=ids[key])}
