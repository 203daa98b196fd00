"""Events: history, statistic, evidence and outbox in one row."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from counterfoil.handbook.models import PolicyVersion
from counterfoil.policy.vocabulary import Channel, EventKind, Role, Status
from counterfoil.store.enums import check_words, word_field
from counterfoil.tickets.models.message import Message
from counterfoil.tickets.models.ticket import Ticket


class Event(models.Model):
    """One immutable fact of a ticket. A trigger refuses DELETE, and UPDATE but for `fanned_out_at` from null.

    `status` and `priority` are the values after it, empty when it left them alone. `details` holds ids and words of closed
    lists; what people wrote is in the message. `once` is the one-time key of the form that made it.
    Nothing in a row refers to the row before it, so a sealing duty can chain rows later, in its own table.
    """

    id: int
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="events")
    kind = word_field(EventKind)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    role = word_field(Role)
    channel = word_field(Channel)
    at = models.DateTimeField()
    status = word_field(Status, blank=True)
    priority = models.CharField(max_length=40, blank=True)
    details = models.JSONField(default=dict)
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="+")
    once = models.UUIDField(null=True)
    fanned_out_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "event"
        constraints = [
            check_words("event", "kind", EventKind),
            check_words("event", "role", Role),
            check_words("event", "channel", Channel),
            check_words("event", "status", Status, blank=True),
            models.UniqueConstraint(name="event_once", fields=["once"], condition=Q(once__isnull=False)),
        ]
        indexes = [
            models.Index(fields=["ticket", "id"], name="event_of_ticket"),
            models.Index(fields=["id"], name="event_to_fan_out", condition=Q(fanned_out_at__isnull=True)),
        ]
