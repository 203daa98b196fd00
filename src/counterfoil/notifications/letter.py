"""The words of a notice: one template per notice, shown by one layout as plain text and by another as HTML.

A notice's template sets `subject`, `words` and `links`, and maybe `after`: each thing is said once, and both parts of a mail show it.
What people wrote is a value that is put in, never a template.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from counterfoil import prose
from counterfoil.notifications.models import Delivery
from counterfoil.notifications.view import view_of
from counterfoil.people import links


@dataclass(frozen=True, slots=True)
class Letter:
    """A notice ready to be sent: the same words twice."""

    subject: str
    text: str
    html: str


def letter_of(delivery: Delivery, *, now: datetime) -> Letter:
    """The letter of a delivery, with links of `now` that are the recipient's own."""
    view, page = view_of(delivery), page_of(delivery, now)
    told = vars(templates().get_template(f"{delivery.template}.jinja").make_module({"view": view}))
    subject = " ".join(str(told["subject"]).split())
    values = {
        "view": view,
        "subject": subject,
        "words": paragraphs(told["words"]),
        "after": paragraphs(told.get("after", "")),
        "links": [(label, f"{page}#{anchor}" if anchor else page) for label, anchor in told["links"]],
        "desk": settings.OPTIONS.organization,
        "is_public": delivery.is_public,
    }
    text, html = (templates().get_template(f"layout.{form}.jinja").render(values) for form in ("txt", "html"))
    return Letter(subject, text, html)


def page_of(delivery: Delivery, now: datetime) -> str:
    """Where the letter leads: by a signed link to the public view, or to the ticket's page, which asks for a sign-in."""
    reference = delivery.ticket.reference
    if delivery.is_public:
        token = links.make(ticket_id=delivery.ticket_id, user_id=delivery.recipient_id, now=now)
        path = reverse("request_by_link", args=[reference, token])
    else:
        path = reverse("ticket", args=[reference])
    return f"{settings.OPTIONS.address}{path}"


def paragraphs(text: object) -> list[str]:
    """What stands between empty lines, each on one line."""
    return [" ".join(part.split()) for part in str(text).split("\n\n") if part.strip()]


@cache
def templates() -> Environment:
    """The letters. Of all of them only the HTML layout is HTML, and there everything that is put in is escaped."""
    env = Environment(
        loader=PackageLoader("counterfoil.notifications", "templates/notifications"),
        autoescape=select_autoescape(enabled_extensions=("html.jinja",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]  # what the extension adds
    env.filters["markdown"] = lambda text: Markup(prose.render(text))  # noqa: S704  # sanitized
    return env
