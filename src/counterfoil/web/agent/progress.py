"""Work on the ticket: start, wait for the requester, go on; and what was said on the phone."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import Direction, InteractionKind, Status, Verb
from counterfoil.tickets.actions import progress
from counterfoil.tickets.actions.converse import record_interaction
from counterfoil.tickets.actions.escalate import de_escalate
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import InteractionForm, PressForm, QuestionForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

WORK = {Verb.START_WORK: progress.start_work, Verb.RESUME_WORK: progress.resume_work, Verb.DE_ESCALATE: de_escalate}


@require_POST
@on_desk_ticket
def work(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Start, go on without an answer, or take back from Escalated: whatever the status makes of it."""
    verb = WORK[lifecycle.WORK_ON.get(Status(ticket.status), Verb.START_WORK)]
    return act(request, actor, ticket, "work", PressForm(request.POST), verb, lambda: _("In progress."))


@require_POST
@on_desk_ticket
def wait(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Ask the requester and wait for the answer."""
    return act(
        request, actor, ticket, "awaiting", QuestionForm(request.POST), progress.await_requester, lambda: _("Asked. The clock waits.")
    )


@require_POST
@on_desk_ticket
def contact(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Log a call, a chat or a visit."""

    def log(*, kind: str, direction: str, **values: Any) -> "Ticket":
        return record_interaction(kind=InteractionKind(kind), direction=Direction(direction), **values)

    return act(request, actor, ticket, "interactions", InteractionForm(request.POST), log, lambda: _("Contact logged."))
