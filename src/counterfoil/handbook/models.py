"""Versions of the policy, kept for ever: a decision names the version that made it."""

from django.conf import settings
from django.db import models


class PolicyVersion(models.Model):
    """One version as adopted. `effective_at` null: it governs only tickets that name it (a policy given to an import)."""

    id: int
    version = models.CharField(max_length=40)
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    author = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    effective_at = models.DateTimeField(null=True, blank=True)
    adopted_at = models.DateTimeField()
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        db_table = "policy_version"
        indexes = [models.Index(fields=["-effective_at", "-id"], name="policy_in_force", condition=models.Q(effective_at__isnull=False))]
