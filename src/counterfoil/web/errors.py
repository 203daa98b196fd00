"""Trouble in plain words. No page repeats the address it was asked for: that text may be anybody's (security.md V12)."""

import sys

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from counterfoil.web.frame import THEMES

RETRY_AFTER = "30"


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # named by Django
    """Also the answer for what exists but is not this person's."""
    return _answer(
        request,
        404,
        _("Nothing here for you"),
        _("The address is wrong, or the page is not yours to see. Your requests are where they were."),
    )


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # named by Django
    return _answer(request, 403, _("That is not allowed"), _("Your account may not do this. Nothing was changed."))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001  # named by Django
    return _answer(
        request,
        400,
        _("That could not be read"),
        _("The browser sent something we cannot read. Nothing was changed. Go back and try again."),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # named by Django
    """A form without its token: an old page, or somebody else's."""
    return _answer(
        request,
        403,
        _("This page was open too long"),
        _("For your safety nothing was changed. Go back, reload the page and send it again."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Our fault. Without a database it is “come back soon”, and says so to machines too."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        text = _("We are restarting something. What you saved is safe. Try again in half a minute.")
        response = _answer(request, 503, _("Back in a moment"), text)
        response["Retry-After"] = RETRY_AFTER
        return response
    return _answer(
        request, 500, _("Something broke on our side"), _("It was recorded. What you saved before is safe. Go back and try again.")
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    """For htmx, in place of a redirect that would swap the sign-in page over what somebody is writing."""
    return _answer(request, 401, _("You were signed out"), _("Nothing was sent. Sign in again in another tab, then send this once more."))


def _answer(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    """The page, made without the database: it must work when nothing else does. For htmx a line beside the page, which stays."""
    if request.headers.get("HX-Request") == "true":
        line = render_to_string("parts/failure.html", {"title": title, "text": text})
        return HttpResponse(line, status=status, headers={"HX-Retarget": "#toasts", "HX-Reswap": "innerHTML"})
    theme = request.COOKIES.get("theme", "")
    context = {"site": settings.OPTIONS.organization, "theme": theme if theme in THEMES else "", "title": title, "text": text}
    return HttpResponse(render_to_string("error.html", context), status=status)
