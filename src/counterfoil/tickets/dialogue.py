"""Put a message into a ticket, and the contact it is into the interaction log (SOP 1 §4.5, SOP 2 §3.4)."""

from collections.abc import Sequence
from datetime import datetime

from counterfoil.interactions.actions import record_message
from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Channel, Direction, Role
from counterfoil.tickets.files import Stored, attach
from counterfoil.tickets.models import Message, MessageKind, Ticket
from counterfoil.tickets.models.message import INTERNAL

INBOUND = (MessageKind.REPORT, MessageKind.ANSWER)


def say(
    ticket: Ticket,
    *,
    kind: MessageKind,
    body: str,
    actor: Actor,
    now: datetime,
    files: Sequence[Stored] = (),
    channel: Channel | None = None,
    author_id: int | None = None,
) -> Message:
    """Write a message. What the requester reads or wrote is a contact with them; a note is not.

    `author_id` is given where the actor writes down what somebody else said.
    """
    message = Message.objects.create(
        ticket=ticket,
        kind=kind,
        is_public=kind not in INTERNAL,
        author_id=author_id or actor.id,
        author_role=actor.role if author_id in (None, actor.id) else Role.REQUESTER,
        body=body,
        channel=channel or actor.channel,
        at=now,
    )
    attach(message, files)
    if message.is_public:
        record_message(
            person_id=(message.author_id if kind in INBOUND else None) or ticket.requester_id,
            reference=ticket.reference,
            channel=message.channel,
            direction=Direction.INBOUND if kind in INBOUND else Direction.OUTBOUND,
            message_id=message.id,
            by_id=message.author_id,
            now=ticket.reported_at if kind is MessageKind.REPORT else now,
        )
    return message
