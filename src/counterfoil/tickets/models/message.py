"""Messages: the entries of the dialogue, and the notes beside it."""

from django.conf import settings
from django.db import models

from counterfoil.policy.vocabulary import Channel, Role, Word
from counterfoil.store.enums import check_words, word_field
from counterfoil.tickets.models.ticket import Ticket


class MessageKind(Word):
    """`report` and `answer` are the requester's; `note` and `contact` are for colleagues; the rest the requester reads."""

    REPORT = "report"
    ANSWER = "answer"
    REPLY = "reply"
    QUESTION = "question"
    SOLUTION = "solution"
    NOTE = "note"
    CONTACT = "contact"


INTERNAL = [MessageKind.NOTE.value, MessageKind.CONTACT.value]


class Message(models.Model):
    """What somebody wrote, as Markdown. A note can never be public: the database says so."""

    id: int
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="messages")
    kind = word_field(MessageKind)
    is_public = models.BooleanField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    author_role = word_field(Role)
    body = models.TextField()
    channel = word_field(Channel)
    at = models.DateTimeField()

    class Meta:
        db_table = "message"
        constraints = [
            check_words("message", "kind", MessageKind),
            models.CheckConstraint(name="message_note_is_internal", condition=~models.Q(is_public=True, kind__in=INTERNAL)),
        ]
        indexes = [models.Index(fields=["ticket", "id"], name="message_of_ticket")]
