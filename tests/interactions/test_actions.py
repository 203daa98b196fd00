"""The log of every contact (SOP 2 §3.4)."""

import pytest
from django.db import IntegrityError, transaction

from counterfoil.interactions.actions import record_contact, record_message
from counterfoil.interactions.models import Interaction
from counterfoil.policy.vocabulary import Channel, Direction, InteractionKind
from tests.support.cast import Cast
from tests.support.time import at


@pytest.mark.parametrize(
    ("channel", "kind"),
    [
        (Channel.EMAIL, InteractionKind.EMAIL),
        (Channel.PHONE, InteractionKind.CALL),
        (Channel.CHAT, InteractionKind.CHAT),
        (Channel.VISIT, InteractionKind.VISIT),
        (Channel.PORTAL, InteractionKind.MESSAGE),
        (Channel.API, InteractionKind.MESSAGE),
    ],
)
def test_a_message_is_a_contact_of_its_channel(cast: Cast, channel: Channel, kind: InteractionKind) -> None:
    made = record_message(
        person_id=cast.rita.id, reference="INC-000001", channel=channel, direction=Direction.INBOUND, message_id=1, by_id=None, now=at(0)
    )
    assert (made.kind, made.channel, made.started_at, made.summary, made.minutes) == (kind, channel, at(0), "", None)


@pytest.mark.parametrize(
    ("kind", "channel"),
    [
        (InteractionKind.CALL, Channel.PHONE),
        (InteractionKind.CHAT, Channel.CHAT),
        (InteractionKind.VISIT, Channel.VISIT),
        (InteractionKind.MESSAGE, Channel.DESK),
    ],
)
def test_a_contact_has_the_channel_of_its_kind_and_its_own_words(cast: Cast, kind: InteractionKind, channel: Channel) -> None:
    made = record_contact(
        person_id=cast.rita.id, reference="", kind=kind, direction=Direction.OUTBOUND, started_at=at(0), minutes=12,
        summary="Explained.", outcome="Works", message_id=None, by_id=cast.amir.id,
    )  # fmt: skip
    found = Interaction.objects.get(pk=made.pk)
    assert (found.channel, found.minutes, found.summary, found.outcome, found.by) == (channel, 12, "Explained.", "Works", cast.amir)


@pytest.mark.parametrize("column", ["kind", "direction", "channel"])
def test_a_contact_is_described_in_words_of_closed_lists(cast: Cast, column: str) -> None:
    record_message(
        person_id=cast.rita.id, reference="", channel=Channel.PORTAL, direction=Direction.INBOUND, message_id=1, by_id=None, now=at(0)
    )
    with pytest.raises(IntegrityError, match=f"{column}_is_known"), transaction.atomic():
        Interaction.objects.update(**{column: "x"})
