"""Who looks at a page: signed in, holder of a mailed link, or nobody we know. Looking a ticket up is the authorization."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from counterfoil.people import links
from counterfoil.people.actors import SYSTEM, Actor, actor_of, link_holder
from counterfoil.policy import access
from counterfoil.policy.access import Denied
from counterfoil.policy.vocabulary import Channel, Role, Verb
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.queries.ticket import ticket_for
from counterfoil.web.errors import signed_out

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

LINKS = "links"
MOST_LINKS = 20
Page = Callable[..., HttpResponse]
TicketPage = Callable[["Visit", Actor, "Ticket"], HttpResponse]


class Visit(HttpRequest):
    """A request as the pages know it: with its time and its person."""

    now: datetime
    user: Any


def for_signed_in(page: Page) -> Page:
    """Anyone with an account; who is not signed in is asked to."""

    @wraps(page)
    def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        return page(request, *args, **kwargs) if request.user.is_authenticated else _to_sign_in(request)

    return guarded


def for_staff(page: Page) -> Page:
    """Staff only: for anyone else who is signed in the page does not exist."""

    @wraps(page)
    def guarded(request: Visit, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_staff_member:
            raise Http404
        return page(request, *args, **kwargs)

    return for_signed_in(guarded)


def on_desk_ticket(page: TicketPage) -> Page:
    """A staff page of one ticket: gets the agent and the ticket. What he may not see does not exist."""

    @wraps(page)
    def found(request: Visit, reference: str) -> HttpResponse:
        actor = at_desk(request)
        try:
            return page(request, actor, ticket_for(actor=actor, reference=reference))
        except NotVisible:
            raise Http404 from None

    return for_staff(found)


def on_own_ticket(page: TicketPage) -> Page:
    """A requester's page of one ticket, for whoever signed in or came by a mailed link.

    Without either, the answer is the same for a ticket that exists and for one that does not.
    """

    @wraps(page)
    def found(request: Visit, reference: str) -> HttpResponse:
        for actor in _readers(request, reference):
            try:
                return page(request, actor, ticket_for(actor=actor, reference=reference))
            except NotVisible:
                continue
        if reference in request.session.get(LINKS, {}):
            return redirect("request_link", reference)
        if request.user.is_authenticated:
            raise Http404
        return _to_sign_in(request)

    return found


def at_desk(request: Visit) -> Actor:
    """The person who signed in, in the own role."""
    return actor_of(request.user, Channel.DESK)


def at_portal(request: Visit) -> Actor:
    """The person who signed in, as a requester: staff look at their own requests here, and at nobody else's."""
    return Actor(user=request.user, role=Role.REQUESTER, channel=Channel.PORTAL)


def require_own(actor: Actor, verb: Verb) -> None:
    """Denied for whom the own role forbids the verb for ever: an auditor reports nothing, and who works tickets rates none."""
    role = Role(actor.user.role) if actor.user else actor.role
    if not access.may(role, verb, is_own=True):
        raise Denied(f"{role.label} may not {verb.label.lower()}.")


def everyone_here(request: Visit) -> Iterator[Actor]:
    """All that this browser has proven to be: the person signed in, and the holder of each link it opened."""
    if request.user.is_authenticated:
        yield at_desk(request)
    for reference in request.session.get(LINKS, {}):
        yield from _by_link(request, reference)


def keep_link(request: Visit, reference: str, token: str) -> bool:
    """Swap a mailed token for this browser's session, which has the same scope; False for a token that opens nothing."""
    if _holder(request, reference, token) is None:
        return False
    kept = {known: held for known, held in request.session.get(LINKS, {}).items() if known != reference}
    request.session[LINKS] = dict(list(kept.items())[-MOST_LINKS + 1 :]) | {reference: token}
    return True


def _to_sign_in(request: Visit) -> HttpResponse:
    return signed_out(request) if request.headers.get("HX-Request") == "true" else redirect_to_login(request.get_full_path())


def _readers(request: Visit, reference: str) -> Iterator[Actor]:
    if request.user.is_authenticated:
        yield at_portal(request)
    yield from _by_link(request, reference)


def _by_link(request: Visit, reference: str) -> Iterator[Actor]:
    token = request.session.get(LINKS, {}).get(reference)
    holder = _holder(request, reference, token) if token else None
    if holder:
        yield holder


def _holder(request: Visit, reference: str, token: str) -> Actor | None:
    """The holder of a token for this ticket. The token proves who looks, so the ticket is looked up without a reader."""
    try:
        ticket = ticket_for(actor=SYSTEM, reference=reference)
    except NotVisible:
        return None
    user = links.read(token, ticket_id=ticket.pk, now=request.now)
    return link_holder(user, ticket.pk) if user else None
