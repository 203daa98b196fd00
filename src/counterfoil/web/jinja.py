"""The Jinja2 environment of every page: strict about names, escaping by default, with the words and icons that pages share."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy, ngettext
from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from counterfoil import prose
from counterfoil.policy.closure import ItemState
from counterfoil.policy.vocabulary import Channel
from counterfoil.web import assets, times

SYMBOL = re.compile(r'<symbol id="([\w-]+)" viewBox="0 0 16 16">(.*?)</symbol>', re.DOTALL)
SPRITE = Path(__file__).parent / "templates" / "parts" / "icons.svg"
SIZES = ((1_000_000, "MB"), (1_000, "kB"))


def environment(**options: Any) -> Environment:
    """What Django's Jinja2 backend calls, once."""
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True, "extensions": ["jinja2.ext.i18n"]}
    env = Environment(**{**options, "autoescape": True})  # noqa: S701  # it is on; the check does not look into a mapping
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(static=static, url=url, asset=assets.address, icon=icon, channel_icon=channel_icon)
    env.globals.update(fresh_key=uuid4, CHECK_WORDS=CHECK_WORDS, CLOCK_ICONS=CLOCK_ICONS)
    env.filters.update(FILTERS)
    return env


def url(name: str, *args: object, **kwargs: object) -> str:
    return reverse(name, args=args, kwargs=kwargs)


def icon(name: str, classes: str = "i") -> Markup:
    """An icon as inline SVG, hidden from screen readers: the word beside it, or hidden text, carries the meaning.

    Inline, because the sprite as a file would be one request more and a flash of missing shapes.
    """
    return Markup('<svg class="{}" viewBox="0 0 16 16" aria-hidden="true">{}</svg>').format(classes, _symbols()[name])


def channel_icon(channel: str) -> str:
    """The icon of a way of contact; a page stands for what has none of its own."""
    return CHANNEL_ICONS.get(Channel(channel), "list")


CHANNEL_ICONS = {
    Channel.PORTAL: "portal",
    Channel.EMAIL: "email",
    Channel.PHONE: "phone",
    Channel.CHAT: "chat",
    Channel.VISIT: "user",
    Channel.API: "bolt",
}
CLOCK_ICONS = {
    "met": "check",
    "missed": "alert",
    "over": "alert",
    "soon": "clock",
    "far": "clock",
    "paused": "status-awaiting_user_input",
    "none": "clock",
}
CHECK_WORDS = {
    ItemState.MET: gettext_lazy("done"),
    ItemState.PENDING: gettext_lazy("still to do"),
    ItemState.NOT_NEEDED: gettext_lazy("not needed"),
}


@cache
def _symbols() -> Mapping[str, Markup]:
    return {name: Markup(shape) for name, shape in SYMBOL.findall(SPRITE.read_text(encoding="utf-8"))}  # noqa: S704


def markdown(text: str) -> Markup:
    """What a person wrote, rendered and sanitized."""
    return Markup(prose.render(text))  # noqa: S704


def filesize(size: int) -> str:
    """Bytes as people read them: `38 kB`, `1.2 MB`."""
    for unit, word in SIZES:
        if size >= unit:
            amount = size / unit
            return f"{amount:.0f} {word}" if amount >= 10 or word == "kB" else f"{amount:.1f} {word}"
    return f"{size} B"


FILTERS: dict[str, Callable[..., Any]] = {
    "markdown": markdown,
    "filesize": filesize,
    "span": times.span,
    "duration": times.duration,
    "ago": times.ago,
    "clock_time": times.clock,
    "day": times.day,
    "stamp": times.stamp,
    "point": times.point,
    "moment": datetime.fromisoformat,
}
