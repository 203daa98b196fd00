"""A note: what only colleagues read."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.people.actors import Actor
from counterfoil.tickets.actions.converse import add_note
from counterfoil.web import uploads
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import TextForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Keep the note."""

    def keep(**values: Any) -> "Ticket":
        return add_note(files=uploads.chosen(request), **values)

    return act(request, actor, ticket, "notes", TextForm(request.POST), keep, lambda: _("Note added."))
