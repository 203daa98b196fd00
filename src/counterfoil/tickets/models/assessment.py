"""Assessments: the answers, and the priority they gave. A new one never erases the old (SOP 1 §4.3)."""

from django.conf import settings
from django.db import models

from counterfoil.handbook.models import PolicyVersion
from counterfoil.tickets.models.ticket import Ticket


class Assessment(models.Model):
    """Null where nobody answered. `computed` is the matrix's priority, `chosen` the one in force, with its `reason`."""

    id: int
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="assessments")
    impact = models.CharField(max_length=40, null=True)
    urgency = models.CharField(max_length=40, null=True)
    workaround = models.BooleanField(null=True)
    computed = models.CharField(max_length=40)
    chosen = models.CharField(max_length=40)
    reason = models.CharField(max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    policy_version = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "assessment"
