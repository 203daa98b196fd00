"""Escalation: to a lead or a specialist team, with a reason."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.web.agent.assignment import teams_by_id
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import EscalationForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Escalate the ticket."""
    teams = teams_by_id()
    form = EscalationForm(request.POST, teams=[(key, team.name) for key, team in teams.items()])

    def raise_it(*, team: str, **values: Any) -> "Ticket":
        return escalate(team=teams.get(team), **values)

    return act(request, actor, ticket, "escalation", form, raise_it, lambda: _("Escalated."))
