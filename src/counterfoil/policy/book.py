"""One version of the policy as frozen values. `parse.py` reads it from TOML; nothing here reads anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from counterfoil.policy.vocabulary import Channel, Kind, Metric, Recipient, Status, Unit, squeeze


@dataclass(frozen=True, slots=True)
class Level:
    """One step of a scale: the word that programs use and the words that people read."""

    word: str
    label: str


@dataclass(frozen=True, slots=True)
class Scales:
    """The levels of impact, urgency and priority, each from the gravest to the least."""

    impact: tuple[Level, ...]
    urgency: tuple[Level, ...]
    priority: tuple[Level, ...]

    def rank(self, priority: str) -> int:
        """0 for the gravest priority."""
        return next(n for n, level in enumerate(self.priority) if level.word == priority)

    def label(self, priority: str) -> str:
        return next((level.label for level in self.priority if level.word == priority), priority)

    def read(self, scale: str, text: str) -> Level:
        """The level of a scale ("impact", "urgency", "priority") that `text` names by its word or its label.

        Case, space, hyphen and `_` do not count. ValueError lists the choices.
        """
        levels: tuple[Level, ...] = getattr(self, scale)
        key = squeeze(text)
        for level in levels:
            if key in (squeeze(level.word), squeeze(level.label)):
                return level
        raise ValueError(f"“{text}” is no {scale}: it must be one of {', '.join(level.word for level in levels)}.")


@dataclass(frozen=True, slots=True)
class Hours:
    """A business calendar as written: open intervals per weekday (0 = Monday) in minutes after midnight, up to 1440."""

    name: str
    zone: str
    open: Mapping[int, tuple[tuple[int, int], ...]]
    holidays: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Target:
    """The promised time for one metric at one priority. `calendar` None means around the clock ("elapsed")."""

    amount: Fraction
    unit: Unit
    calendar: str | None = None

    @property
    def measured_in(self) -> str:
        return "elapsed" if self.calendar is None else "working"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer a requester may tick: its word, how it reads to them, and a line of help under it."""

    word: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the rubric as a requester reads it, with its options in the order they are shown."""

    asks: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered to the rubric; None where nobody answered."""

    impact: str | None = None
    urgency: str | None = None
    workaround: bool | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What takes the place of an answer nobody gave (mail, API)."""

    impact: str
    urgency: str
    workaround: bool


@dataclass(frozen=True, slots=True)
class Rung:
    """A step of the escalation ladder (SOP 1 §3): at a share of a clock's target, tell these roles, and do this."""

    name: str
    metric: Metric
    share: Fraction
    tells: tuple[Recipient, ...]
    priorities: frozenset[str]
    escalates: bool = False


@dataclass(frozen=True, slots=True)
class Routing:
    """How a ticket finds its team and person (SOP 1 §4.4). Weights are per priority."""

    to_person: bool
    weights: Mapping[str, Fraction]
    cap: Fraction


@dataclass(frozen=True, slots=True)
class Closing:
    """Reminders after "solved, please confirm", and when silence closes (SOP 1 §4.7). All in elapsed time."""

    remind_after: tuple[timedelta, ...]
    close_after: timedelta
    rate_within: timedelta


@dataclass(frozen=True, slots=True)
class Keep:
    """A row of SOP 2 §4: how long a class of record is kept, from which date, by whom, where."""

    record: str
    years: int
    since: str
    responsible: str
    location: str


@dataclass(frozen=True, slots=True)
class StatusWords:
    """How one status is told to requesters, and which clocks it pauses."""

    status: Status
    label: str
    requester_reads: str
    pauses: frozenset[Metric]


@dataclass(frozen=True, slots=True)
class Revision:
    """A line of the revision history (SOP 1 §7)."""

    on: date
    version: str
    description: str
    author: str


@dataclass(frozen=True, slots=True)
class PolicyBook:
    """One version of the policy, validated and frozen.

    `matrix` is (impact, urgency) → priority; `with_workaround` replaces a priority when there is a way around.
    `targets` is (metric, priority) → Target; a pair without one has no clock.
    `rubric` is the questions "affected" → impact, "work" → urgency and, where it is asked, "workaround" (yes, no).
    """

    version: str
    effective: date
    author: str
    description: str
    review_months: int
    zone: str
    scales: Scales
    matrix: Mapping[tuple[str, str], str]
    with_workaround: Mapping[str, str]
    defaults: Mapping[Kind, Defaults]
    calendars: Mapping[str, Hours]
    targets: Mapping[tuple[Metric, str], Target]
    acknowledged: frozenset[Channel]
    warn_share: Fraction
    statuses: Mapping[Status, StatusWords]
    rungs: tuple[Rung, ...]
    routing: Routing
    closing: Closing
    causes: tuple[Level, ...]
    retention: Mapping[str, Keep]
    revisions: tuple[Revision, ...]
    rubric: Mapping[str, Question] = field(default_factory=dict)

    def target(self, metric: Metric, priority: str) -> Target | None:
        return self.targets.get((metric, priority))
