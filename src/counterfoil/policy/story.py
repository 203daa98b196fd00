"""What the facts of a ticket say about its clocks: when each started, was met, stood still and stopped (SOP 1 §5).

No target and no calendar here: `clocks` measures what this tells. Instants are microseconds (`calendar.to_micros`).
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.calendar import to_micros
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.vocabulary import Channel, Direction, EventKind, InteractionKind, Metric, Role, Status, Word

OUTSIDERS = frozenset({Role.REQUESTER, Role.PARTICIPANT, Role.LINK})
NO_STAFF = OUTSIDERS | {Role.SYSTEM}
SPOKEN = frozenset({InteractionKind.CALL, InteractionKind.CHAT, InteractionKind.VISIT})


class Reason(Word):
    """Why a stretch of time counts towards a target or does not; a status is the one that paused the clock."""

    COUNTED = "counted"
    OUTSIDE_HOURS = "outside_hours"
    HOLIDAY = "holiday"
    PAUSED = "paused"
    NEW = "new"
    IN_PROGRESS = "in_progress"
    AWAITING_USER_INPUT = "awaiting_user_input"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        words = self.value.replace("_", " ")
        return f"Paused: {words.title()}" if self in PAUSES else words.capitalize()


BY_STATUS = {status: Reason(status.value) for status in Status}
PAUSES = frozenset(BY_STATUS.values()) - {Reason.RESOLVED, Reason.CLOSED}


@dataclass(slots=True)
class Run:
    """One promise kept or not: from the report, or from a turn of the requester. `number` counts from 1."""

    number: int
    started: int
    met: int | None = None


@dataclass(slots=True)
class Story:
    """What the facts up to an instant say about clocks.

    `runs` are in order, the current one last, without regard to targets; `stopped` is when the ticket was closed or merged away.
    """

    as_of: int
    runs: dict[Metric, list[Run]]
    priority: str = ""
    statuses: list[tuple[int, Status]] = field(default_factory=list)
    stopped: int | None = None
    noted: set[tuple[EventKind, Metric, int]] = field(default_factory=set)

    @classmethod
    def of(cls, case: Case, book: PolicyBook, as_of: datetime | None) -> "Story":
        reported = to_micros(case.reported_at)
        is_owed = case.channel in book.acknowledged and case.facts[0].channel is not Channel.IMPORT
        story = cls(
            as_of=to_micros(as_of or case.as_of),
            runs={
                Metric.ACKNOWLEDGEMENT: [Run(1, reported)] if is_owed else [],
                Metric.RESPONSE: [Run(1, reported)],
                Metric.NEXT_REPLY: [],
                Metric.RESOLUTION: [Run(1, reported)],
            },
        )
        for fact in case.facts:
            at = to_micros(fact.at)
            if at > story.as_of:
                break
            story.tell(fact, at)
        return story

    def tell(self, fact: Fact, at: int) -> None:
        if fact.priority is not None:
            self.priority = fact.priority
        if fact.kind in NOTED:
            self.noted.add((fact.kind, fact.details["metric"], fact.details.get("run", 1)))
        if self.stopped is not None:
            return
        if fact.status is not None:
            self.enter(fact.status, at)
        if (effect := EFFECTS.get(fact.kind)) is not None:
            effect(self, fact, at)

    def enter(self, status: Status, at: int) -> None:
        """Resolved meets the resolution clock, and leaving it takes that back; Closed stops whatever is not met."""
        self.statuses.append((at, status))
        resolution = self.runs[Metric.RESOLUTION][0]
        if status is Status.CLOSED:
            self.stopped = at
        elif status is not Status.RESOLVED:
            resolution.met = None
        elif resolution.met is None:
            resolution.met = at

    def meet(self, metric: Metric, at: int) -> None:
        for run in self.runs[metric][-1:]:
            run.met = at if run.met is None else run.met

    def end_of(self, run: Run) -> int:
        """When the run was met, else when the ticket ended, else the instant asked for; never before it started."""
        end = run.met if run.met is not None else self.stopped if self.stopped is not None else self.as_of
        return max(end, run.started)

    def changes(self, metric: Metric, book: PolicyBook) -> list[tuple[int, Reason]]:
        """The instants from which time counts for the metric or not, and why."""
        pausing = {status: BY_STATUS[status] for status, words in book.statuses.items() if metric in words.pauses}
        if metric is Metric.RESOLUTION:
            pausing[Status.RESOLVED] = Reason.RESOLVED
        return [(at, pausing.get(status, Reason.COUNTED)) for at, status in self.statuses] if pausing else []


def _hear_staff(story: Story, fact: Fact, at: int) -> None:
    """A public word of a person of staff answers the requester."""
    if fact.role not in NO_STAFF and not fact.is_supplied:
        story.meet(Metric.RESPONSE, at)
        story.meet(Metric.NEXT_REPLY, at)


def _hear_contact(story: Story, fact: Fact, at: int) -> None:
    if fact.details.get("direction") == Direction.OUTBOUND and fact.details.get("kind") in SPOKEN:
        _hear_staff(story, fact, at)


def _hear_reply(story: Story, fact: Fact, at: int) -> None:
    """The first word after staff spoke is a new turn; before the first response that clock covers it."""
    turns = story.runs[Metric.NEXT_REPLY]
    is_answered = story.runs[Metric.RESPONSE][0].met is not None and (not turns or turns[-1].met is not None)
    if is_answered and not fact.is_supplied:
        turns.append(Run(len(turns) + 1, at))


def _hear_reopening(story: Story, fact: Fact, at: int) -> None:
    if fact.role in OUTSIDERS:
        _hear_reply(story, fact, at)


def _accept(story: Story, fact: Fact, at: int) -> None:
    if fact.details.get("notice") == "acknowledgement":
        story.meet(Metric.ACKNOWLEDGEMENT, at)


def _merge(story: Story, fact: Fact, at: int) -> None:
    if fact.details.get("side") == "from":
        story.stopped = at


EFFECTS: dict[EventKind, Callable[[Story, Fact, int], None]] = {
    EventKind.REPLY_SENT: _hear_staff,
    EventKind.REQUESTER_AWAITED: _hear_staff,
    EventKind.TICKET_RESOLVED: _hear_staff,
    EventKind.INTERACTION_RECORDED: _hear_contact,
    EventKind.REPLY_RECEIVED: _hear_reply,
    EventKind.TICKET_REOPENED: _hear_reopening,
    EventKind.NOTICE_ACCEPTED: _accept,
    EventKind.TICKET_MERGED: _merge,
}
NOTED = frozenset({EventKind.CLOCK_AT_RISK, EventKind.CLOCK_BREACHED})
