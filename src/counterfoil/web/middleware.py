"""The one clock of the pages, and the reader's own zone."""

from collections.abc import Callable
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from counterfoil.handbook.queries import book_in_force

Handler = Callable[[HttpRequest], HttpResponse]


class RequestTime:
    """Read the clock once a request, as `request.now`: a page and the verb behind it agree on the time."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.now = timezone.now()  # type: ignore[attr-defined]
        return self.handler(request)


class ReaderZone:
    """Show times in the zone of whoever is signed in, else in the desk's. Stands after authentication."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(WITHOUT_TIMES):
            return self.handler(request)
        zone = getattr(request.user, "zone", "") or book_in_force(request.now).book.zone  # type: ignore[attr-defined]
        with timezone.override(_zone(zone)):
            return self.handler(request)


WITHOUT_TIMES = ("/look/", "/health", "/files/")


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return None
