"""What every page knows: the site, the time, the reader's theme, the counts beside the queues, what was just done."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import get_language

from counterfoil.people.actors import actor_of
from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.queries.queue import counts

THEMES = ("light", "dark")


def context(request: HttpRequest) -> dict[str, Any]:
    """The context processor of the Jinja2 backend. Counts and messages are read only by pages that show them."""
    return {
        "site": settings.OPTIONS.organization,
        "lang": get_language(),
        "now": getattr(request, "now", None),
        "theme": theme_of(request),
        "queue_counts": counter(request),
        "said_before": lambda: [str(message) for message in messages.get_messages(request)],
        "here": "",
        "demo_sign_ins": getattr(settings, "DEMO_SIGN_INS", ()),
        "user": getattr(request, "user", None),
    }


def theme_of(request: HttpRequest) -> str:
    """The theme this browser chose, else the person's own, else none: the system decides."""
    chosen = request.COOKIES.get("theme") or getattr(getattr(request, "user", None), "theme", "")
    return chosen if chosen in THEMES else ""


def counter(request: HttpRequest) -> Callable[[], Mapping[str, int]]:
    def counted() -> Mapping[str, int]:
        found = counts(actor=actor_of(request.user, Channel.DESK), now=request.now)  # type: ignore[arg-type, attr-defined]
        return {view.value: count for view, count in found.items()}

    return counted
