"""The front page: ask for help, or find what is open."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from counterfoil.tickets.queries.ticket import requests_of
from counterfoil.web import respond, visitor
from counterfoil.web.portal.requests import line
from counterfoil.web.visitor import Visit

SHOWN = 5


@require_safe
def show(request: Visit) -> HttpResponse:
    """Staff find their queue one link away."""
    found = requests_of(actor=visitor.at_portal(request), closed=0) if request.user.is_authenticated else None
    open_requests = [line(ticket) for ticket in (found.waiting + found.with_us)[:SHOWN]] if found else []
    return respond.page(request, "portal/home.html", {"open_requests": open_requests, "here": "home"})
