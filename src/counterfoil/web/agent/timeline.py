"""The timeline in parts: days, messages in four voices, and between them what else happened, drawn together on one knot."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Direction, EventKind, InteractionKind
from counterfoil.tickets.queries.timeline import Entry, Voice
from counterfoil.web import times
from counterfoil.web.sentences import sentence


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a voice looks: its icon, its words, its classes."""

    icon: str
    words: Any
    classes: str


VOICES = {
    Voice.REQUESTER: Spoken("portal", "", "them"),
    Voice.REPLY: Spoken("email", gettext_lazy("Public reply"), "out"),
    Voice.NOTE: Spoken("lock", gettext_lazy("Internal note, colleagues only"), "note"),
    Voice.CALL: Spoken("phone", gettext_lazy("Contact logged"), "call"),
}
# What a public message is for, where it is more than a reply.
PURPOSES = {
    EventKind.TICKET_RESOLVED: gettext_lazy("Solution, sent to the requester"),
    EventKind.REQUESTER_AWAITED: gettext_lazy("Question to the requester"),
}
# An event that has an icon of its own on the spine.
ICONS = {
    EventKind.TICKET_ESCALATED: "status-escalated",
    EventKind.TICKET_RESOLVED: "status-resolved",
    EventKind.REQUESTER_AWAITED: "status-awaiting_user_input",
    EventKind.TICKET_CLOSED: "status-closed",
    EventKind.RESOLUTION_CONFIRMED: "status-closed",
    EventKind.WORK_STARTED: "status-in_progress",
    EventKind.WORK_RESUMED: "status-in_progress",
    EventKind.TICKET_REOPENED: "status-in_progress",
}
BREACHES = (EventKind.CLOCK_BREACHED, EventKind.NOTICE_FAILED)


@dataclass(slots=True)
class Part:
    """One of: the heading of a day, a message, a knot with its sentences."""

    day: str = ""
    entry: Entry | None = None
    words: Any = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, Entry]] = field(default_factory=list)
    icon: str = ""
    tone: str = ""


def parts(entries: Iterable[Entry], book: PolicyBook) -> list[Part]:
    """The timeline as it is drawn, oldest first."""
    drawn: list[Part] = []
    today = None
    for entry in entries:
        if localdate(entry.at) != today:
            today = localdate(entry.at)
            drawn.append(Part(day=times.day(entry.at)))
        if entry.message_kind:
            drawn.append(Part(entry=entry, words=_words(entry), facts=_facts(entry)))
        words = sentence(entry, book)
        if words:
            _knot(drawn, entry, words)
    return drawn


def _knot(drawn: list[Part], entry: Entry, words: str) -> None:
    """Draw the sentence: on the knot before it, if there is one and neither has an icon of its own."""
    icon = "alert" if entry.kind in BREACHES else ICONS.get(entry.kind, "")
    if drawn[-1].told and not drawn[-1].icon and not icon:
        drawn[-1].told.append((words, entry))
        return
    tone = f"st-shape st-{entry.status}" if entry.status and icon else "i tone-red" if icon == "alert" else "i"
    drawn.append(Part(told=[(words, entry)], icon=icon, tone=tone))


def _words(entry: Entry) -> Any:
    """What kind of message it is: for the requester's the way it came, else who reads it."""
    if entry.voice is Voice.REQUESTER:
        return entry.channel.label
    return PURPOSES.get(entry.kind, VOICES[entry.voice].words) if entry.is_public else VOICES[entry.voice].words


def _facts(entry: Entry) -> list[tuple[str, str]]:
    """What a logged contact states before its summary: which way, how long."""
    if entry.voice is not Voice.CALL:
        return []
    facts = [(InteractionKind(entry.details["kind"]).label, _WAYS[Direction(entry.details["direction"])]())]
    minutes = entry.details.get("minutes")
    return facts + ([(_("Length"), _("%(minutes)s min") % {"minutes": minutes})] if minutes is not None else [])


_WAYS = {Direction.INBOUND: lambda: _("incoming"), Direction.OUTBOUND: lambda: _("outgoing")}
