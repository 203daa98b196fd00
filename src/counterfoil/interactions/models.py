"""Interactions: calls, emails, chats, visits and messages, in one log per person."""

from django.conf import settings
from django.db import models

from counterfoil.policy.vocabulary import Channel, Direction, InteractionKind
from counterfoil.store.enums import check_words, word_field


class Interaction(models.Model):
    """One contact. It names its ticket by reference, without a foreign key: the log is read and kept on its own."""

    id: int
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="interactions")
    reference = models.CharField(max_length=16, blank=True)
    kind = word_field(InteractionKind)
    direction = word_field(Direction)
    channel = word_field(Channel)
    started_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(null=True, blank=True)
    summary = models.TextField(blank=True)
    outcome = models.CharField(max_length=200, blank=True)
    message_id = models.BigIntegerField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "interaction"
        constraints = [
            check_words("interaction", "kind", InteractionKind),
            check_words("interaction", "direction", Direction),
            check_words("interaction", "channel", Channel),
        ]
        indexes = [
            models.Index(fields=["person", "-started_at", "-id"], name="interaction_of_person"),
            models.Index(fields=["reference"], name="interaction_of_ticket", condition=~models.Q(reference="")),
        ]
