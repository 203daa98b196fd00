"""The ladder: which rungs are due, and each only once."""

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

import pytest

from counterfoil.policy.book import PolicyBook, Rung
from counterfoil.policy.clocks import readings
from counterfoil.policy.escalation import Reached, rungs_due
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import EventKind, Metric, Recipient, Role, Status
from tests.policy.books import case, fact

# A Monday: the desk opens at 08:00 UTC.
REPORTED = "2026-03-02T08:00"
BOOK = SOP_DEFAULTS


def due(ticket: Case, now: str, *, book: PolicyBook = BOOK, reached: set[Reached] | None = None) -> list[str]:
    priority = next(past.priority for past in reversed(ticket.facts) if past.priority)
    instant = at(now)
    found = rungs_due(readings(ticket, book, instant), priority=priority, reached=reached or set(), book=book, now=instant)
    return [f"{step.rung.name} {step.at:%H:%M}" for step in found]


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-03-02T{text}+00:00")


def answered(when: str) -> Case:
    return case(REPORTED, fact(EventKind.REPLY_SENT, at(when)), priority="critical")


CRITICAL = case(REPORTED, priority="critical")
MEDIUM = case(REPORTED, priority="medium")

# Critical: response in 30 minutes, resolution in 4 hours. Medium: response in 4 hours of the desk.
STEPS = [
    ("nothing yet", CRITICAL, "08:22", []),
    ("three quarters of the response", CRITICAL, "08:23", ["response_at_risk 08:22"]),
    ("the response is late, and no longer at risk of it", CRITICAL, "08:30", ["response_breached 08:30"]),
    ("the resolution is at risk", answered("08:10"), "11:00", ["resolution_at_risk 11:00"]),
    ("the resolution is late", answered("08:10"), "12:00", ["critical_breached 12:00"]),
    ("a response in time climbs nothing", answered("08:10"), "08:40", []),
    ("a response at the last moment climbs nothing", answered("08:30"), "08:40", []),
    ("a response that came late was late", answered("08:35"), "08:40", ["response_breached 08:30"]),
    ("of a medium ticket the lead hears only at the breach", MEDIUM, "11:30", []),
    ("the breach of a medium response", MEDIUM, "12:00", ["response_breached 12:00"]),
]


@pytest.mark.parametrize(("title", "ticket", "now", "expected"), STEPS)
def test_sop1_3_the_ladder(title: str, ticket: Case, now: str, expected: list[str]) -> None:
    assert due(ticket, now) == expected, title


def test_each_rung_is_reached_once_a_run() -> None:
    reached: set[Reached] = {("response_breached", Metric.RESPONSE, 1)}
    assert due(CRITICAL, "08:40", reached=reached) == []
    assert due(CRITICAL, "08:40", reached={("response_breached", Metric.RESPONSE, 2)}) == ["response_breached 08:30"]


def test_a_rung_is_reached_anew_in_the_next_run() -> None:
    def wrote(when: str) -> Fact:
        return fact(EventKind.REPLY_RECEIVED, at(when), role=Role.REQUESTER)

    twice = case(
        REPORTED,
        *(fact(EventKind.REPLY_SENT, at("08:10")), wrote("08:20"), fact(EventKind.REPLY_SENT, at("08:55")), wrote("09:00")),
        priority="critical",
    )
    rung = Rung("reply_late", Metric.NEXT_REPLY, Fraction(1), (Recipient.LEAD,), frozenset({"critical"}))
    book, first = replace(BOOK, rungs=(rung,)), ("reply_late", Metric.NEXT_REPLY, 1)
    assert due(twice, "09:29", book=book, reached={first}) == []
    assert due(twice, "09:30", book=book, reached={first}) == ["reply_late 09:30"]


def test_a_rung_that_is_due_carries_its_metric_and_run() -> None:
    (step,) = rungs_due(readings(CRITICAL, BOOK, at("08:30")), priority="critical", reached=(), book=BOOK, now=at("08:30"))
    assert (step.metric, step.run, step.rung.tells) == (Metric.RESPONSE, 1, (Recipient.LEAD,))


def test_a_paused_clock_climbs_nothing_until_it_runs_again() -> None:
    asked = fact(EventKind.REQUESTER_AWAITED, at("08:20"), status=Status.AWAITING_USER_INPUT)
    back = fact(EventKind.REPLY_RECEIVED, at("13:00"), role=Role.REQUESTER, status=Status.IN_PROGRESS)
    waiting = case(REPORTED, asked, priority="critical")
    assert due(waiting, "12:30") == []
    answer = fact(EventKind.REPLY_SENT, at("13:05"))
    assert due(replace(waiting, facts=(*waiting.facts, back, answer)), "15:40") == ["resolution_at_risk 15:40"]


def test_a_closed_or_merged_ticket_climbs_nothing_more() -> None:
    merged = case(REPORTED, fact(EventKind.TICKET_MERGED, at("08:10"), status=Status.CLOSED, side="from"), priority="critical")
    assert due(merged, "20:00") == []


def test_a_breach_before_the_end_is_told_even_after_it() -> None:
    merged = case(REPORTED, fact(EventKind.TICKET_MERGED, at("08:40"), status=Status.CLOSED, side="from"), priority="critical")
    assert due(merged, "20:00") == ["response_breached 08:30"]


OTHER_SHARES = [
    (Fraction(1, 2), "08:14", []),
    (Fraction(1, 2), "08:15", ["half 08:15"]),
    (Fraction(2), "08:59", []),
    (Fraction(2), "09:00", ["half 09:00"]),
]


@pytest.mark.parametrize(("share", "now", "expected"), OTHER_SHARES)
def test_any_share_of_a_target_can_be_a_rung(share: Fraction, now: str, expected: list[str]) -> None:
    rung = Rung("half", Metric.RESPONSE, share, (Recipient.LEAD,), frozenset({"critical"}))
    assert due(CRITICAL, now, book=replace(BOOK, rungs=(rung,))) == expected


def test_a_share_is_measured_in_the_desks_hours() -> None:
    rung = Rung("half", Metric.RESOLUTION, Fraction(1, 2), (Recipient.LEAD,), frozenset({"medium"}))
    book = replace(BOOK, rungs=(rung,))
    tuesday_morning = at("08:00") + timedelta(days=1)
    (step,) = rungs_due(readings(MEDIUM, book, tuesday_morning), priority="medium", reached=(), book=book, now=tuesday_morning)
    assert step.at == at("16:00"), "half of two business days is all of Monday"
