"""Accounts as pages need them: the first administrator, and the theme of this browser."""

from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from counterfoil.people import setup as first
from counterfoil.people.identify import Unreachable
from counterfoil.web import respond
from counterfoil.web.forms import FirstAdministratorForm
from counterfoil.web.frame import THEMES, theme_of
from counterfoil.web.visitor import Visit

A_YEAR = 365 * 24 * 3600


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: Visit, token: str) -> HttpResponse:
    """Create the first administrator by the one-time link that the server printed. Used once, the page is gone."""
    if not first.is_ours(token) or not first.is_open():
        raise Http404
    form = FirstAdministratorForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            user = first.claim(token, now=request.now, **form.cleaned_data)
        except Unreachable as wrong:
            form.add_error(wrong.field, str(wrong))
        except ValidationError as weak:
            form.add_error("password", weak)
        except first.SetupRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
            return respond.see_other(reverse("queue", args=["all"]))
    response = respond.page(request, "account/setup.html", {"form": form}, respond.REFUSED if form.is_bound else 200)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_POST
def theme(request: Visit) -> HttpResponse:
    """Switch between light and dark in this browser. From the system's own choice it goes to dark first."""
    wanted = request.POST.get("theme", "")
    chosen = wanted if wanted in THEMES else "light" if theme_of(request) == "dark" else "dark"
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = respond.see_other(back if is_ours else reverse("home"))
    response.set_cookie("theme", chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    return response
