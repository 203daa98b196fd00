"""What the record holds of a ticket, for the rule of what must be complete (SOP 1 §4.7, SOP 2 §3.1)."""

from counterfoil.policy.closure import Documentation
from counterfoil.tickets.models import MessageKind, Ticket


def documentation_of(ticket: Ticket) -> Documentation:
    """The documentation as the ticket stands, its ending left open."""
    report = ticket.messages.filter(kind=MessageKind.REPORT).values_list("body", flat=True).first()
    return Documentation(
        requester=ticket.requester.name,
        contact=ticket.requester.contact,
        description=report or "",
        category=ticket.category.name if ticket.category else "",
        assignee=ticket.assignee.name if ticket.assignee else "",
        solution=ticket.solution,
    )
