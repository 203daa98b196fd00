"""My requests: what waits for me, what is with the desk, what is closed."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from counterfoil.tickets.queries.ticket import book_governing, requests_of
from counterfoil.web import respond, visitor
from counterfoil.web.portal.progress import status_words
from counterfoil.web.visitor import Visit, for_signed_in

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Line:
    """A request in a list, its status in words for requesters."""

    reference: str
    subject: str
    status: str
    status_words: str
    reported_at: datetime


def line(ticket: "Ticket") -> Line:
    words = status_words(ticket, book_governing(ticket))
    return Line(ticket.reference, ticket.subject, ticket.status, words, ticket.reported_at)


@require_safe
@for_signed_in
def show(request: Visit) -> HttpResponse:
    found = requests_of(actor=visitor.at_portal(request))
    lists = {"waiting": found.waiting, "with_us": found.with_us, "closed": found.closed}
    shown = {name: [line(ticket) for ticket in tickets] for name, tickets in lists.items()}
    return respond.page(request, "portal/requests.html", {**shown, "here": "requests"})
