"""The end of a ticket without the requester's press, and the way back from Resolved."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.tickets.actions.close import close, reopen
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import ReasonForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Close a resolved ticket, with a reason."""
    return act(request, actor, ticket, "closure", ReasonForm(request.POST), close, lambda: _("Closed."))


@require_POST
@on_desk_ticket
def undo(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Bring a resolved ticket back to work."""
    return act(request, actor, ticket, "reopening", ReasonForm(request.POST), reopen, lambda: _("Reopened."))
