"""Style sheets and scripts: many small files to write, one to load.

A sheet or script is its parts one after another, named by the hash of its content and kept by browsers for a year.
There is no build step: a part that changes on disk is a new name at the next start.
"""

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

STATIC = Path(__file__).parent / "static"
A_YEAR = 365 * 24 * 3600

# In the order of the cascade.
SHEETS = [
    *("tokens", "reset", "base", "frame", "navigation", "buttons", "avatar", "state", "feedback", "queue", "timeline", "composer"),
    *("panel", "portal", "form", "promise", "request", "account", "dialog", "utilities", "print"),
]
SHARED = ["theme", "once", "files", "errors"]
PARTS = {
    "look.css": [f"css/{name}.css" for name in SHEETS],
    "portal.js": [f"js/{name}.js" for name in (*SHARED, "promise")],
    "staff.js": [f"js/{name}.js" for name in (*SHARED, "clock", "dialogs", "composer", "thread", "keys")],
}
TYPES = {"css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Asset:
    name: str
    digest: str
    body: bytes
    packed: bytes


@cache
def asset(name: str) -> Asset:
    """The sheet or script of that name, put together once. KeyError for a name that `PARTS` lacks."""
    parts = [(STATIC / part).read_text(encoding="utf-8") for part in PARTS[name]]
    # Each script keeps to a block of its own, so that two of them may use the same name.
    text = "\n".join(parts) if name.endswith(".css") else "\n".join(f"{{\n{part}}}" for part in parts)
    body = text.replace('url("fonts/', f'url("{static("fonts/")}').encode()
    return Asset(name, hashlib.sha256(body).hexdigest()[:12], body, gzip.compress(body, mtime=0))


def address(name: str) -> str:
    """Where a page finds the sheet or script."""
    return reverse("asset", args=[asset(name).digest, name])


@require_safe
def show(request: HttpRequest, digest: str, name: str) -> HttpResponse:
    """The sheet or script. The hash of an earlier version is answered with the present one, but not kept."""
    if name not in PARTS:
        raise Http404
    found = asset(name)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(found.packed if is_packed else found.body, content_type=TYPES[name.rsplit(".", 1)[1]])
    if is_packed:
        response["Content-Encoding"] = "gzip"
    patch_vary_headers(response, ["Accept-Encoding"])
    response["Cache-Control"] = f"public, max-age={A_YEAR}, immutable" if digest == found.digest else "no-store"
    return response
