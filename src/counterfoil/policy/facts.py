"""Events as frozen values: all that a rule ever sees of a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import Any

from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Role, Status

NOTHING: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Fact:
    """One event of a ticket.

    `at` is aware. `status` and `priority` are the values after the event, given only when the event set them.
    `details` holds ids and words of closed lists, never what people wrote: `supplied` marks a step that an import
    had to supply, `metric` and `run` name a clock, `notice` names a delivered notice.
    """

    kind: EventKind
    at: datetime
    id: int = 0
    actor: int | None = None
    role: Role = Role.SYSTEM
    channel: Channel = Channel.SYSTEM
    status: Status | None = None
    priority: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    @property
    def is_supplied(self) -> bool:
        """True for a step the source of an import lacks: it is left out of figures and is no one's deed."""
        return bool(self.details.get("supplied"))


@dataclass(frozen=True, slots=True)
class Case:
    """All facts of one ticket in order, with what never changes about it.

    `reported_at` is when the person reported, `logged_at` when the desk wrote it down (SOP 1 §4.2).
    The first fact is always `TICKET_LOGGED` and carries the first status and priority.
    """

    reference: str
    kind: Kind
    channel: Channel
    reported_at: datetime
    logged_at: datetime
    facts: tuple[Fact, ...]

    @property
    def as_of(self) -> datetime:
        """The instant of the last fact."""
        return self.facts[-1].at
