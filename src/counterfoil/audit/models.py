"""Changes: who did what to an account, a setting or a policy."""

from django.conf import settings
from django.db import models


class Change(models.Model):
    """One immutable fact. `subject` names the thing (`policy:3`); `details` holds ids and closed words, never text of people."""

    id: int
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    details = models.JSONField(default=dict)

    class Meta:
        db_table = "change"
        indexes = [models.Index(fields=["subject", "id"], name="change_by_subject")]
