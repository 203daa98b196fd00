"""A resolution: the documented solution, and the question whether it is one."""

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.queries.ticket import book_governing
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import SolutionForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Resolve the ticket and ask for confirmation."""
    form = SolutionForm(request.POST, causes=[(cause.word, cause.label) for cause in book_governing(ticket).causes])
    said = _("Resolved. %(name)s is asked to confirm.") % {"name": ticket.requester.first_name}
    return act(request, actor, ticket, "resolution", form, resolve, lambda: said)
