"""How a page answers: the whole page or its fragment, and a refusal in words with everything that was typed still there."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.contrib import messages
from django.forms import CharField, Form
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from counterfoil.people.identify import Unreachable
from counterfoil.policy.access import Denied
from counterfoil.policy.closure import Incomplete
from counterfoil.policy.lifecycle import Refused
from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.fields import Invalid
from counterfoil.web.visitor import Visit

REFUSED, CHANGED = 422, 409

Result = TypeVar("Result")
# What to do with the form that could not be carried out: show it again, with this status.
Again = Callable[[Form, int], HttpResponse]


def page(request: Visit, template: str, context: Mapping[str, Any] | None = None, status: int = 200) -> HttpResponse:
    return render(request, template, dict(context or {}), status=status)


def see_other(address: str) -> HttpResponse:
    """Go and look at `address`: what a write answers to a plain form, so that reloading does not send it twice."""
    return HttpResponseRedirect(address, status=303)


def go(request: Visit, address: str) -> HttpResponse:
    """Leave the page for another one, also when htmx asked and would swap the answer in."""
    return HttpResponse(headers={"HX-Redirect": address}) if wants_fragment(request) else see_other(address)


def wants_fragment(request: Visit) -> bool:
    """True when htmx asks: it swaps the answer in, a plain form follows a redirect."""
    return request.headers.get("HX-Request") == "true"


def say(request: Visit, text: str) -> None:
    """Tell what was done, on the next page or fragment, once."""
    messages.success(request, text)


def typed(form: Form) -> tuple[str, ...]:
    """The texts somebody wrote into a form, for a page that no longer shows the form."""
    texts = (str(form.data.get(name, "")) for name, field in form.fields.items() if type(field) is CharField)
    return tuple(text for text in texts if text.strip())


def carry_out(form: Form, deed: Callable[..., Result], *, done: Callable[[Result | None], HttpResponse], again: Again) -> HttpResponse:
    """Do the one deed of a form and answer.

    `deed` gets the form's values by name. A form sent twice is done. A refusal is 422 and a ticket changed meanwhile 409, both
    with the form as it was sent and the reason in words. What may not be seen, or not be done, is 404.
    """
    if not form.is_valid():
        return again(form, REFUSED)
    try:
        result = deed(**form.cleaned_data)
    except AlreadyDone:
        return done(None)
    except (Invalid, Unreachable) as wrong:
        form.add_error(wrong.field if wrong.field in form.fields else None, str(wrong))
        return again(form, REFUSED)
    except (Refused, Incomplete) as refusal:
        form.add_error(None, str(refusal))
        return again(form, REFUSED)
    except Stale as stale:
        form.add_error(None, str(stale))
        return again(form, CHANGED)
    except (Denied, NotVisible):
        raise Http404 from None
    return done(result)
