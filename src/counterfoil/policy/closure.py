"""Complete enough to resolve and to close? And what silence after a solution leads to (SOP 1 §4.6, §4.7, SOP 2 §3.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Word


class Ending(Word):
    """How a ticket came to be closed. Silence and a reason never count as confirmed."""

    CONFIRMED = "confirmed"
    UNANSWERED = "unanswered"
    REASONED = "reasoned"


class ItemState(Word):
    MET = "met"
    PENDING = "pending"
    NOT_NEEDED = "not_needed"


class Next(Word):
    """What silence leads to."""

    REMIND = "remind"
    CLOSE = "close"


@dataclass(frozen=True, slots=True)
class Documentation:
    """What the record holds of a ticket, as text; empty where it holds nothing. `ending` is None until it may close."""

    requester: str = ""
    contact: str = ""
    description: str = ""
    category: str = ""
    assignee: str = ""
    solution: str = ""
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A line of the panel "Before closing"."""

    words: str
    clause: str
    state: ItemState


@dataclass(frozen=True, slots=True)
class Step:
    """What happens next if the requester stays silent, and when. `number` counts reminders from 1; 0 at closing."""

    what: Next
    at: datetime
    number: int = 0


NEEDED = {
    "requester": ("Requester’s name", "SOP 1 §4.2"),
    "contact": ("Requester’s address or number", "SOP 1 §4.2"),
    "description": ("Description", "SOP 1 §4.2"),
    "category": ("Category", "SOP 1 §4.3"),
    "assignee": ("Assignee", "SOP 2 §3.1"),
    "solution": ("Documented solution", "SOP 1 §4.7"),
}
ENDING = ("Requester’s confirmation, their silence after the reminders, or a reason", "SOP 1 §4.6")


class Incomplete(Exception):
    """Something must be written down first. `missing` names it, each with its clause; the text is for people."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        self.missing = missing
        super().__init__(f"Still missing: {'; '.join(missing)}.")


def missing_to_resolve(documentation: Documentation) -> tuple[str, ...]:
    """What must still be written down before the ticket can be resolved. SOP 1 §4.7, SOP 2 §3.1."""
    return tuple(_named(*needed) for name, needed in NEEDED.items() if not getattr(documentation, name).strip())


def missing_to_close(documentation: Documentation) -> tuple[str, ...]:
    """The same, and an ending: no ticket closes just so. SOP 1 §4.6, §4.7."""
    return missing_to_resolve(documentation) + (() if documentation.ending else (_named(*ENDING),))


def require_to_resolve(documentation: Documentation) -> None:
    """Incomplete unless all is there to resolve."""
    _require(missing_to_resolve(documentation))


def require_to_close(documentation: Documentation) -> None:
    """Incomplete unless all is there to close."""
    _require(missing_to_close(documentation))


def checklist(documentation: Documentation, *, is_rating_asked: bool = False) -> tuple[Item, ...]:
    """The panel "Before closing": each thing a closed ticket must have, met, pending or not needed. SOP 1 §4.6, §4.7."""
    written = [
        Item(words, clause, ItemState.MET if getattr(documentation, name).strip() else ItemState.PENDING)
        for name, (words, clause) in NEEDED.items()
    ]
    confirmed = Item("Solution confirmed by the requester", "SOP 1 §4.6", _confirmation(documentation.ending))
    asked = Item("Satisfaction asked", "SOP 1 §4.7", ItemState.MET if is_rating_asked else ItemState.PENDING)
    return (*written, confirmed, asked)


def next_step(*, resolved_at: datetime, reminders: Sequence[datetime], book: PolicyBook) -> Step:
    """What silence leads to next: the reminders of the policy in turn, then closing.

    `reminders` are the instants of those already sent since `resolved_at`. A late one puts off all that follows, so that
    a desk that was down never reminds and closes in one breath. SOP 1 §4.6, §4.7.
    """
    closing = book.closing
    planned = (*closing.remind_after, closing.close_after)
    sent = min(len(reminders), len(closing.remind_after))
    at = resolved_at + planned[sent]
    if sent:
        at = max(at, reminders[sent - 1] + planned[sent] - planned[sent - 1])
    return Step(Next.REMIND, at, sent + 1) if sent < len(closing.remind_after) else Step(Next.CLOSE, at)


def silence(*, resolved_at: datetime, reminders: Sequence[datetime], book: PolicyBook, now: datetime) -> Step | None:
    """The step that is due by now, or None."""
    step = next_step(resolved_at=resolved_at, reminders=reminders, book=book)
    return step if step.at <= now else None


def is_rating_open(*, closed_at: datetime | None, book: PolicyBook, now: datetime) -> bool:
    """A rating may be given, and changed, until the policy's window after closing ends. SOP 1 §4.7."""
    return closed_at is None or now < closed_at + book.closing.rate_within


def _require(missing: tuple[str, ...]) -> None:
    if missing:
        raise Incomplete(missing)


def _named(words: str, clause: str) -> str:
    return f"{words[0].lower()}{words[1:]} ({clause})"


def _confirmation(ending: Ending | None) -> ItemState:
    if ending is None:
        return ItemState.PENDING
    return ItemState.MET if ending is Ending.CONFIRMED else ItemState.NOT_NEEDED
