"""Triage: category and assessment, and against the matrix only with a reason."""

from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from counterfoil.catalog import queries as catalog
from counterfoil.people.actors import Actor
from counterfoil.policy.access import Denied
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Kind, Verb
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.queries import ticket as tickets
from counterfoil.web import rubric
from counterfoil.web.agent.ticket import act
from counterfoil.web.forms import TriageForm
from counterfoil.web.visitor import Visit, on_desk_ticket

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_POST
@on_desk_ticket
def create(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Save the assessment."""
    form = TriageForm(
        request.POST,
        categories=[(category.path, category.name) for category in catalog.choices()],
        levels=rubric.levels(tickets.book_governing(ticket)),
    )

    def assess(
        *, category: str, kind: str, impact: str, urgency: str, workaround: str, priority: str, reason: str, **values: Any
    ) -> "Ticket":
        try:
            return triage(
                category=catalog.category(category) if category else None,
                kind=Kind(kind),
                answers=rubric.answers(impact=impact, urgency=urgency, workaround=workaround),
                priority=priority or None,
                reason=reason,
                **values,
            )
        except ValueError as wrong:
            raise Invalid("reason", str(wrong)) from None
        except Denied as refusal:
            # Who may triage may still not lower the gravest priority, and is told so.
            if Verb.TRIAGE in tickets.next_verbs(ticket=ticket, actor=actor):
                raise Refused(str(refusal)) from None
            raise

    return act(request, actor, ticket, "triage", form, assess, lambda: _("Triage saved."))
