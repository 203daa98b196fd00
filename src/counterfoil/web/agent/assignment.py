"""Who has the ticket: an agent, oneself, another team."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from counterfoil.people.actors import Actor
from counterfoil.tickets.actions import assign
from counterfoil.tickets.queries import ticket as tickets
from counterfoil.web import respond
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import AssignmentForm, PressForm, TransferForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.people.models import Team
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Give the ticket to an agent of its team, or to nobody."""
    people = {str(person.id): person for person in tickets.assignable(ticket=ticket)}
    form = AssignmentForm(request.POST, people=[(key, person.name) for key, person in people.items()])

    def give(*, assignee: str, **values: Any) -> "Ticket":
        return assign.assign(assignee=people.get(assignee), **values)

    return act(request, actor, ticket, "assignment", form, give, lambda: _("Assigned."))


@require_safe
@on_desk_ticket
def suggest(request: Visit, _actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Whom the policy would choose now, and why: asked for when the form is opened, because it reads everybody's workload."""
    reasons = tickets.suggestion(ticket=ticket, now=request.now).reasons
    return respond.page(request, "agent/parts/suggestion.html", {"reasons": reasons})


@require_POST
@on_desk_ticket
def take(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Take the ticket oneself."""
    return act(request, actor, ticket, "take", PressForm(request.POST), assign.take, lambda: _("It is yours now."))


@require_POST
@on_desk_ticket
def transfer(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Move the ticket to another team, with a reason."""
    teams = teams_by_id()
    form = TransferForm(request.POST, teams=[(key, team.name) for key, team in teams.items()])

    def move(*, team: str, **values: Any) -> "Ticket":
        return assign.transfer(team=teams[team], **values)

    return act(request, actor, ticket, "transfer", form, move, lambda: _("Moved to another team."))


def teams_by_id() -> "dict[str, Team]":
    return {str(team.id): team for team in tickets.teams()}
