"""Attachments: a name that somebody gave, and the address of the content."""

from django.db import models

from counterfoil.tickets.models.message import Message


class Attachment(models.Model):
    """A file of a message. `handle` is random and is what a page links to; `name` is shown, never used as a path."""

    id: int
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attachments")
    handle = models.CharField(max_length=43, unique=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    content_type = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64, db_index=True)
    is_inline = models.BooleanField(default=False)

    class Meta:
        db_table = "attachment"
