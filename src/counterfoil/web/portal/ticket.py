"""A requester's own ticket: how far it is, the public conversation, and what the requester can say to it."""

from typing import TYPE_CHECKING, Any

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Status, Verb
from counterfoil.tickets.actions.converse import receive_reply
from counterfoil.tickets.queries.ticket import book_governing, next_verbs, rating_of
from counterfoil.tickets.queries.timeline import timeline
from counterfoil.web import respond, uploads
from counterfoil.web.forms import SCORES, AnswerForm, ConfirmationForm, RatingForm
from counterfoil.web.portal import progress
from counterfoil.web.respond import Again
from counterfoil.web.sentences import for_requester
from counterfoil.web.visitor import Visit, on_own_ticket, require_own

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket


@require_safe
@on_own_ticket
def show(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """The requester's ticket. Looking at it changes nothing."""
    return page(request, actor, ticket)


@require_POST
@on_own_ticket
def answer(request: Visit, actor: Actor, ticket: "Ticket") -> HttpResponse:
    """Add to the conversation. A closed request is followed by a new one, and the page goes there."""

    def write(**values: Any) -> "Ticket":
        require_own(actor, Verb.RECEIVE_REPLY)
        return receive_reply(ticket=ticket, actor=actor, files=uploads.chosen(request), now=request.now, **values)

    def done(result: "Ticket | None") -> HttpResponse:
        if result is not None and result.pk != ticket.pk:
            respond.say(request, _("Your message opened a new request, %(reference)s.") % {"reference": result.reference})
            return respond.see_other(reverse("requests") if actor.link_to is None else address(ticket))
        respond.say(request, _("Your message was added."))
        return respond.see_other(f"{address(ticket)}#conversation")

    return respond.carry_out(AnswerForm(request.POST), write, done=done, again=again(request, actor, ticket, "answer"))


def page(request: Visit, actor: Actor, ticket: "Ticket", status: int = 200, **bound: Form) -> HttpResponse:
    """The whole page. `bound` is the form that could not be carried out, by its name: answer, confirmation or rate."""
    book = book_governing(ticket)
    verbs = next_verbs(ticket=ticket, actor=actor)
    rating = rating_of(ticket=ticket)
    is_closed = ticket.status == Status.CLOSED
    context = {
        "ticket": ticket,
        "steps": progress.steps(ticket, book, request.now),
        "card": progress.card(ticket, request.now),
        "helper": progress.helper(ticket),
        "conversation": [(entry, for_requester(entry)) for entry in timeline(ticket=ticket, actor=actor)],
        "me": actor.id,
        "asks_confirmation": Verb.CONFIRM in verbs,
        "closes_at": ticket.resolved_at + book.closing.close_after if ticket.resolved_at else None,
        "asks_rating": Verb.RATE in verbs and is_closed and rating is None,
        "rating": rating,
        "may_answer": Verb.RECEIVE_REPLY in verbs,
        "is_closed": is_closed,
        "is_sent": "sent" in request.GET,
        "answer": AnswerForm(),
        "confirmation": ConfirmationForm(),
        "rate": RatingForm(),
        "form": next(iter(bound.values()), None),
        "kept": respond.typed(bound["confirmation"]) if "confirmation" in bound and Verb.CONFIRM not in verbs else (),
        "SCORES": SCORES,
        "here": "requests",
        **bound,
    }
    response = respond.page(request, "portal/ticket.html", context, status)
    add_never_cache_headers(response)
    return response


def again(request: Visit, actor: Actor, ticket: "Ticket", name: str) -> Again:
    """Show the page with the form of that name as it was sent."""
    return lambda form, status: page(request, actor, ticket, status, **{name: form})


def address(ticket: "Ticket") -> str:
    return reverse("request", args=[ticket.reference])
