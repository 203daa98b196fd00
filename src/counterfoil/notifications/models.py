"""Deliveries: the rows to tell one person one thing by one channel."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from counterfoil.policy.vocabulary import Word
from counterfoil.store.enums import check_words, word_field
from counterfoil.tickets.models import Event, Ticket


class Means(Word):
    """How a notice reaches its person."""

    EMAIL = "email"


class State(Word):
    """Where a delivery is. `unknown`: it was perhaps sent, for no answer came; it goes out again with the same Message-ID."""

    WAITING = "waiting"
    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    FAILED = "failed"
    SUPPRESSED = "suppressed"


OPEN = [State.WAITING.value, State.UNKNOWN.value]
SENT = [State.UNKNOWN.value, State.ACCEPTED.value]
IS_SENDING = Q(state=State.SENDING.value)
IS_ACCEPTED = Q(state=State.ACCEPTED.value)


class Delivery(models.Model):
    """One notice for one person. Whatever becomes of it stays visible here.

    `event` is what it tells of; null for a link that somebody asked for. `is_public` notices leave the desk.
    `is_answer` marks what nobody of staff wrote and what a machine may have asked for: it is sent within limits only.
    While it is sent, `owner` holds a lease `until`; who finds one that ran out sends again. `raw` is the message byte for byte,
    written once; `doubts` counts how often it was perhaps sent; `answer` is what the server last said, or why it was not asked.
    """

    id: int
    event = models.ForeignKey(Event, null=True, on_delete=models.PROTECT, related_name="deliveries")
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="deliveries")
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    channel = word_field(Means, default=Means.EMAIL.value)
    notice = models.CharField(max_length=40)
    template = models.CharField(max_length=40)
    is_public = models.BooleanField()
    is_answer = models.BooleanField(default=False)
    to_address = models.CharField(max_length=254)
    made_at = models.DateTimeField()

    state = word_field(State, default=State.WAITING.value)
    not_before = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    doubts = models.PositiveSmallIntegerField(default=0)
    owner = models.CharField(max_length=32, blank=True)
    until = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    raw = models.BinaryField(null=True)
    answer = models.TextField(blank=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery"
        constraints = [
            check_words("delivery", "channel", Means),
            check_words("delivery", "state", State),
            models.UniqueConstraint(name="delivery_once", fields=["event", "recipient", "channel", "notice"]),
            models.CheckConstraint(
                name="delivery_accepted_at_iff_accepted",
                condition=IS_ACCEPTED & Q(accepted_at__isnull=False) | ~IS_ACCEPTED & Q(accepted_at=None),
            ),
            models.CheckConstraint(
                name="delivery_leased_iff_sending",
                condition=IS_SENDING & Q(until__isnull=False) & ~Q(owner="") | ~IS_SENDING & Q(until=None, owner=""),
            ),
            models.CheckConstraint(
                name="delivery_sent_is_written", condition=~Q(state__in=SENT) | Q(raw__isnull=False) & ~Q(message_id="")
            ),
        ]
        indexes = [
            models.Index(fields=["not_before", "id"], name="delivery_to_send", condition=Q(state__in=OPEN)),
            models.Index(fields=["until"], name="delivery_leased", condition=IS_SENDING),
            models.Index(fields=["id"], name="delivery_failed", condition=Q(state=State.FAILED.value)),
            models.Index(fields=["to_address", "made_at"], name="delivery_answers", condition=Q(is_answer=True)),
            models.Index(fields=["accepted_at"], name="delivery_rate", condition=Q(is_answer=True, accepted_at__isnull=False)),
            models.Index(fields=["ticket", "recipient", "id"], name="delivery_thread"),
        ]

    @property
    def is_of_record(self) -> bool:
        """Whether its journey belongs into the ticket's history: what left the desk, and who was given the ticket (SOP 1 §4.4, §4.6)."""
        return self.is_public or self.notice == "assigned"

    def __str__(self) -> str:
        return f"{self.notice} {self.pk}: {self.state}"
