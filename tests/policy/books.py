"""Policy books and cases by hand, for tests of time."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from counterfoil.policy.book import Closing, Defaults, Hours, Level, PolicyBook, Routing, Scales, StatusWords, Target
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Metric, Role, Status, Unit

PRIORITIES = ("critical", "high", "medium", "low")
LEVELS = tuple(Level(word, word.title()) for word in PRIORITIES)
WEEKDAYS = range(5)
DESK = Hours("desk", "Europe/Berlin", dict.fromkeys(WEEKDAYS, ((540, 1020),)))


def minutes(amount: int, calendar: str | None = None) -> Target:
    return Target(Fraction(amount), Unit.MINUTES, calendar)


def hours(amount: int, calendar: str | None = None) -> Target:
    return Target(Fraction(amount), Unit.HOURS, calendar)


def days(amount: int | Fraction, calendar: str | None = None) -> Target:
    return Target(Fraction(amount), Unit.DAYS, calendar)


# SOP 1 §5 as printed: Critical around the clock, the rest in the desk's hours.
PRINTED = {
    (Metric.RESPONSE, "critical"): minutes(30),
    (Metric.RESPONSE, "high"): hours(1, "desk"),
    (Metric.RESPONSE, "medium"): hours(4, "desk"),
    (Metric.RESPONSE, "low"): hours(8, "desk"),
    (Metric.RESOLUTION, "critical"): hours(4),
    (Metric.RESOLUTION, "high"): hours(8, "desk"),
    (Metric.RESOLUTION, "medium"): days(2, "desk"),
    (Metric.RESOLUTION, "low"): days(5, "desk"),
}
TARGETS = {
    **PRINTED,
    **{(Metric.ACKNOWLEDGEMENT, priority): minutes(5) for priority in PRIORITIES},
    **{(Metric.NEXT_REPLY, priority): PRINTED[Metric.RESPONSE, priority] for priority in PRIORITIES},
}


def book(
    *,
    desk: Hours = DESK,
    targets: Mapping[tuple[Metric, str], Target] | None = None,
    pauses: Mapping[Status, frozenset[Metric]] | None = None,
    warn_share: Fraction = Fraction(3, 4),
) -> PolicyBook:
    """The SOP's policy with one calendar, `desk`; targets and pauses given replace the default ones."""
    paused = {Status.AWAITING_USER_INPUT: frozenset({Metric.NEXT_REPLY, Metric.RESOLUTION})} if pauses is None else pauses
    return PolicyBook(
        version="1.0",
        effective=date(2024, 6, 15),
        author="IT Support Lead",
        description="Initial creation",
        review_months=12,
        zone=desk.zone,
        scales=Scales(impact=LEVELS, urgency=LEVELS, priority=LEVELS),
        matrix={},
        with_workaround={},
        defaults={kind: Defaults("person", "degraded", workaround=False) for kind in Kind},
        calendars={"desk": desk},
        targets=TARGETS if targets is None else targets,
        acknowledged=frozenset({Channel.PORTAL, Channel.EMAIL, Channel.API, Channel.CHAT}),
        warn_share=warn_share,
        statuses={status: StatusWords(status, status.label, status.label, paused.get(status, frozenset())) for status in Status},
        rungs=(),
        routing=Routing(to_person=True, weights={}, cap=Fraction(20)),
        closing=Closing((), timedelta(days=7), timedelta(days=7)),
        causes=(),
        retention={},
        revisions=(),
    )


def at(text: str) -> datetime:
    """An instant as ISO text; without an offset it is UTC."""
    instant = datetime.fromisoformat(text)
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def fact(
    kind: EventKind,
    when: datetime | str,
    /,
    *,
    role: Role = Role.AGENT,
    status: Status | None = None,
    priority: str | None = None,
    **details: Any,
) -> Fact:
    instant = at(when) if isinstance(when, str) else when
    return Fact(kind=kind, at=instant, role=role, channel=Channel.DESK, status=status, priority=priority, details=details)


def case(
    reported: datetime | str,
    *facts: Fact,
    priority: str = "high",
    logged: datetime | str | None = None,
    channel: Channel = Channel.PORTAL,
    logged_by: Channel | None = None,
) -> Case:
    """A case whose first fact logs the ticket as New at this priority; `logged_by` is that fact's own channel."""
    reported_at = at(reported) if isinstance(reported, str) else reported
    logged_at = reported_at if logged is None else at(logged) if isinstance(logged, str) else logged
    first = fact(EventKind.TICKET_LOGGED, logged_at, role=Role.REQUESTER, status=Status.NEW, priority=priority)
    return Case(
        reference="INC-000001",
        kind=Kind.INCIDENT,
        channel=channel,
        reported_at=reported_at,
        logged_at=logged_at,
        facts=(replace(first, channel=logged_by or channel), *facts),
    )


def grow(base: Case, facts: Iterable[Fact]) -> Case:
    """The case with further facts at its end."""
    return replace(base, facts=base.facts + tuple(facts))
