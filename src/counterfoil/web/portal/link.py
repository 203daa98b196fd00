"""Mailed links: opening one shows the request, and an old one can be asked for anew."""

from contextlib import suppress

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from counterfoil.people.actors import SYSTEM
from counterfoil.store.defer import defer
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.queries.ticket import ticket_for
from counterfoil.web import respond, visitor
from counterfoil.web.forms import LinkForm
from counterfoil.web.visitor import Visit


@require_safe
def follow(request: Visit, reference: str, token: str) -> HttpResponse:
    """Take the token out of the address: keep it in the session and go to the clean page. Nothing else changes."""
    is_kept = visitor.keep_link(request, reference, token)
    response = redirect("request", reference) if is_kept else redirect("request_link", reference)
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: Visit, reference: str) -> HttpResponse:
    """Offer a new link. The answer is the same whether the address belongs to the request or not."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    is_asked = form.is_valid()
    if is_asked:
        _send(reference, form.cleaned_data["email"].lower())
    status = respond.REFUSED if form.is_bound and not is_asked else 200
    return respond.page(request, "portal/expired.html", {"form": form, "asked": is_asked, "reference": reference}, status)


def _send(reference: str, email: str) -> None:
    """Have a link mailed to the address, if it is that of somebody who may read the request."""
    with suppress(NotVisible):
        ticket = ticket_for(actor=SYSTEM, reference=reference)
        readers = {ticket.requester.email: ticket.requester_id} | dict(ticket.participants.values_list("email", "id"))
        if email in readers:
            defer("notifications.link", ticket=ticket.pk, person=readers[email])
