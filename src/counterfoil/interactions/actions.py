"""The only writer of the interaction log."""

from datetime import datetime

from counterfoil.interactions.models import Interaction
from counterfoil.policy.vocabulary import Channel, Direction, InteractionKind

KIND_BY_CHANNEL = {
    Channel.EMAIL: InteractionKind.EMAIL,
    Channel.PHONE: InteractionKind.CALL,
    Channel.CHAT: InteractionKind.CHAT,
    Channel.VISIT: InteractionKind.VISIT,
}


def record_message(
    *, person_id: int, reference: str, channel: Channel, direction: Direction, message_id: int, by_id: int | None, now: datetime
) -> Interaction:
    """Note a message of a ticket as a contact with the person. Its words stay in the message (SOP 2 §3.4)."""
    return Interaction.objects.create(
        person_id=person_id,
        reference=reference,
        kind=KIND_BY_CHANNEL.get(channel, InteractionKind.MESSAGE),
        direction=direction,
        channel=channel,
        started_at=now,
        message_id=message_id,
        by_id=by_id,
    )


def record_contact(
    *,
    person_id: int,
    reference: str,
    kind: InteractionKind,
    direction: Direction,
    started_at: datetime,
    minutes: int | None,
    summary: str,
    outcome: str,
    message_id: int | None,
    by_id: int | None,
) -> Interaction:
    """Note a call, chat or visit. `minutes` is its length, None when nobody measured it (SOP 2 §3.4)."""
    channel = {InteractionKind.CALL: Channel.PHONE, InteractionKind.CHAT: Channel.CHAT, InteractionKind.VISIT: Channel.VISIT}
    return Interaction.objects.create(
        person_id=person_id,
        reference=reference,
        kind=kind,
        direction=direction,
        channel=channel.get(kind, Channel.DESK),
        started_at=started_at,
        minutes=minutes,
        summary=summary,
        outcome=outcome,
        message_id=message_id,
        by_id=by_id,
    )
