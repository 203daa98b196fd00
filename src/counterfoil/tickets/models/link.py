"""Links: one ticket beside another."""

from django.db import models

from counterfoil.policy.vocabulary import Word
from counterfoil.store.enums import check_words, word_field
from counterfoil.tickets.models.ticket import Ticket


class LinkKind(Word):
    """`follow_up`: the first was reported after the second had closed. `duplicate`: the first was merged into the second."""

    RELATED = "related"
    FOLLOW_UP = "follow_up"
    DUPLICATE = "duplicate"


class Link(models.Model):
    id: int
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links")
    to = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="links_here")
    kind = word_field(LinkKind)
    at = models.DateTimeField()

    class Meta:
        db_table = "ticket_link"
        constraints = [
            check_words("ticket_link", "kind", LinkKind),
            models.UniqueConstraint(name="ticket_link_once", fields=["ticket", "to", "kind"]),
            models.CheckConstraint(name="ticket_link_not_to_itself", condition=~models.Q(ticket=models.F("to"))),
        ]
