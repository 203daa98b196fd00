"""Clocks as stored: always what `policy.clocks` says of the events."""

from django.db import models
from django.db.models import Q

from counterfoil.policy.vocabulary import ClockState, Metric, Unit
from counterfoil.store.enums import check_words, word_field
from counterfoil.tickets.models.ticket import Ticket


class Clock(models.Model):
    """One measure on one ticket. `used` is the exact share of the unit that was counted up to the last event, as a fraction."""

    id: int
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="clocks")
    metric = word_field(Metric)
    run = models.PositiveIntegerField()
    state = word_field(ClockState)
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    has_ended = models.BooleanField(default=False)
    amount = models.CharField(max_length=40)
    unit = word_field(Unit)
    calendar = models.CharField(max_length=40, blank=True)
    used = models.CharField(max_length=60)
    risk_noted = models.BooleanField(default=False)
    breach_noted = models.BooleanField(default=False)

    class Meta:
        db_table = "clock"
        constraints = [
            check_words("clock", "metric", Metric),
            check_words("clock", "state", ClockState),
            models.UniqueConstraint(name="clock_one_per_metric", fields=["ticket", "metric"]),
        ]
        indexes = [
            models.Index(fields=["due_at"], name="clock_to_breach", condition=Q(has_ended=False, breach_noted=False, due_at__isnull=False)),
            models.Index(
                fields=["warn_at"],
                name="clock_to_warn",
                condition=Q(has_ended=False, breach_noted=False, risk_noted=False, warn_at__isnull=False),
            ),
        ]
