"""How satisfied the requester was: a number from 1 to 5 and a word to it, given by a press and never by a link."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Verb
from counterfoil.tickets.actions.rate import rate
from counterfoil.web import respond
from counterfoil.web.forms import RatingForm
from counterfoil.web.portal.ticket import address, again
from counterfoil.web.visitor import Visit, on_own_ticket, require_own

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_own_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Record the rating."""

    def give(**values: Any) -> "Ticket":
        require_own(actor, Verb.RATE)
        return rate(ticket=ticket, actor=actor, now=request.now, **values)

    def done(_result: "Ticket | None") -> HttpResponse:
        respond.say(request, _("Thank you for the rating."))
        return respond.see_other(address(ticket))

    return respond.carry_out(RatingForm(request.POST), give, done=done, again=again(request, actor, ticket, "rate"))
