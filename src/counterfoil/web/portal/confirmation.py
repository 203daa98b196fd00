"""“Is it solved?”: yes closes the request, no brings it back to work."""

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Verb
from counterfoil.tickets.actions.close import confirm_resolution, reopen
from counterfoil.web import respond
from counterfoil.web.forms import ConfirmationForm
from counterfoil.web.portal.ticket import address, again
from counterfoil.web.visitor import Visit, on_own_ticket, require_own

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_own_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Record the requester's answer."""

    def decide(*, solved: str, comment: str, once: UUID | None) -> "Ticket":
        require_own(actor, Verb.CONFIRM)
        common: dict[str, Any] = {"ticket": ticket, "actor": actor, "once": once, "now": request.now}
        return confirm_resolution(comment=comment, **common) if solved == "yes" else reopen(reason=comment, **common)

    def done(_result: "Ticket | None") -> HttpResponse:
        is_solved = request.POST.get("solved") == "yes"
        respond.say(request, _("Thank you. The request is closed.") if is_solved else _("Thank you. We go on with it."))
        return respond.see_other(address(ticket))

    return respond.carry_out(ConfirmationForm(request.POST), decide, done=done, again=again(request, actor, ticket, "confirmation"))
