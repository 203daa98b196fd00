"""Ratings: how satisfied the requester was (SOP 1 §4.7)."""

from django.conf import settings
from django.db import models

from counterfoil.tickets.models.ticket import Ticket


class Rating(models.Model):
    """One a ticket; a requester may change it within the policy's time."""

    id: int
    ticket = models.OneToOneField(Ticket, on_delete=models.PROTECT, related_name="rating")
    score = models.PositiveSmallIntegerField()
    comment = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        db_table = "rating"
        constraints = [models.CheckConstraint(name="rating_is_1_to_5", condition=models.Q(score__gte=1, score__lte=5))]
