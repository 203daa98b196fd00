"""The rows of the aggregate. Only `tickets/` writes them."""

from counterfoil.tickets.models.assessment import Assessment
from counterfoil.tickets.models.attachment import Attachment
from counterfoil.tickets.models.clock import Clock
from counterfoil.tickets.models.event import Event
from counterfoil.tickets.models.link import Link, LinkKind
from counterfoil.tickets.models.message import Message, MessageKind
from counterfoil.tickets.models.rating import Rating
from counterfoil.tickets.models.ticket import Ticket

__all__ = ["Assessment", "Attachment", "Clock", "Event", "Link", "LinkKind", "Message", "MessageKind", "Rating", "Ticket"]
