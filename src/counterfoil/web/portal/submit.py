"""Report an issue: a few plain questions, and what we promise for the answers."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.forms import Form
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from counterfoil.catalog import queries as catalog
from counterfoil.handbook.queries import book_in_force
from counterfoil.people.actors import Actor
from counterfoil.people.identify import requester
from counterfoil.policy.vocabulary import Channel, Kind, Role, Verb
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.promise import Promise
from counterfoil.tickets.promise import promise as promised
from counterfoil.web import respond, rubric, uploads
from counterfoil.web.forms import ReportForm
from counterfoil.web.visitor import Visit, require_own

if TYPE_CHECKING:
    from counterfoil.catalog.models import Category
    from counterfoil.people.models import User
    from counterfoil.tickets.models import Ticket

SENT = "sent"


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: Visit) -> HttpResponse:
    """The form, and where it goes. Sent twice, it logs once."""
    if request.method != "POST":
        return _page(request, _form(request))

    def log(**values: Any) -> "Ticket":
        return _log(request, **values)

    def done(ticket: "Ticket | None") -> HttpResponse:
        return _acknowledge(request, ticket)

    def again(form: Form, status: int) -> HttpResponse:
        return _page(request, form, status)

    return respond.carry_out(_form(request), log, done=done, again=again)


@require_safe
def promise(request: Visit) -> HttpResponse:
    """What the answers so far are promised: the card beside the form follows them."""
    return respond.page(request, "portal/parts/promise.html", {"promise": _promise(request, request.GET)})


@require_safe
def sent(request: Visit) -> HttpResponse:
    """The acknowledgement for somebody without a sign-in: the number and the promise, and nothing of the request itself.

    Whoever typed the address has not proven it; the link in the mail to that address opens the request.
    """
    return respond.page(request, "portal/sent.html", {SENT: request.session.get(SENT), "here": "submit"})


def _log(
    request: Visit,
    *,
    once: UUID | None,
    subject: str,
    category: str,
    description: str,
    impact: str,
    urgency: str,
    workaround: str,
    phone: str,
    name: str = "",
    email: str = "",
) -> "Ticket":
    person: User = request.user if request.user.is_authenticated else requester(name=name, email=email, phone=phone, now=request.now)
    # Nobody speaks as staff here: an address alone proves nothing, and staff who report are requesters.
    actor = Actor(user=person, role=Role.REQUESTER, channel=Channel.PORTAL)
    require_own(actor, Verb.LOG)
    return log_ticket(
        actor=actor,
        requester=person,
        subject=subject,
        description=f"{description}\n\n{_('Reachable today: %(phone)s') % {'phone': phone}}" if phone else description,
        channel=Channel.PORTAL,
        kind=Kind.INCIDENT,
        category=catalog.category(category) if category else None,
        answers=rubric.answers(impact=impact, urgency=urgency, workaround=workaround),
        files=uploads.chosen(request),
        reported_at=request.now,
        once=once,
        now=request.now,
    )


def _acknowledge(request: Visit, ticket: "Ticket | None") -> HttpResponse:
    if ticket is None:
        return respond.see_other(reverse("home"))
    if request.user.is_authenticated:
        return respond.see_other(f"{reverse('request', args=[ticket.reference])}?sent")
    by = ticket.due_at.isoformat() if ticket.due_at else None
    request.session[SENT] = {"reference": ticket.reference, "by": by, "email": ticket.requester.email}
    return respond.see_other(reverse("sent"))


def _form(request: Visit) -> ReportForm:
    book = book_in_force(request.now).book
    return ReportForm(
        request.POST if request.method == "POST" else None,
        categories=[(category.path, category.name) for category in _offered()],
        levels=rubric.levels(book),
        is_known=request.user.is_authenticated,
    )


def _page(request: Visit, form: Form, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "rubric": rubric.asked(book_in_force(request.now).book),
        "categories": [(category.path, *_asked(category.asks or category.name)) for category in _offered()],
        "promise": _promise(request, form.data),
        "upload_megabytes": uploads.megabytes(),
        "files_lost": bool(request.FILES),
        "here": "submit",
    }
    return respond.page(request, "portal/submit.html", context, status)


def _offered() -> "list[Category]":
    """The branches a requester chooses between; the finer ones are the desk's business."""
    return [category for category in catalog.choices() if category.parent_id is None]


def _asked(words: str) -> tuple[str, str]:
    """A category as a plain sentence and its examples: “A device: laptop, phone, screen”."""
    sentence, __, examples = words.partition(":")
    return sentence.strip(), examples.strip().capitalize()


def _promise(request: Visit, given: Mapping[str, Any]) -> Promise | None:
    try:
        found = rubric.answers(**{name: str(given.get(name) or "") for name in ("impact", "urgency", "workaround")})
        return promised(kind=Kind.INCIDENT, answers=found, now=request.now) if found.impact and found.urgency else None
    except ValueError:
        return None
