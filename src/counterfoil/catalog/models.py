"""Categories: a tree. A category is retired, never deleted, because tickets name it."""

from django.db import models

from counterfoil.people.models import Team


class Category(models.Model):
    """One branch. `path` is what programs name it by (`network/vpn`); `asks` is how a requester reads it."""

    id: int
    path = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=80)
    asks = models.CharField(max_length=160, blank=True)
    parent = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="children")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="categories")
    place = models.PositiveSmallIntegerField(default=0)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "category"
        verbose_name_plural = "categories"

    def __str__(self) -> str:
        return self.name
