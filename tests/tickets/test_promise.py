"""What is promised before a ticket exists (SOP 1 §5)."""

from datetime import datetime

import pytest

from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Kind, Metric
from counterfoil.tickets.promise import promise
from tests.support import make
from tests.support.cast import Cast
from tests.support.time import at
from tests.tickets.record import clock

DAY = 24 * 60


@pytest.mark.parametrize(
    ("answers", "priority", "response_by", "resolution_by"),
    [
        (make.CRITICAL, "critical", at(30), at(240)),
        (make.HIGH, "high", at(60), at(DAY)),
        (make.MEDIUM, "medium", at(240), at(2 * DAY)),
        (Answers("person", "inconvenience", workaround=False), "low", at(DAY), at(7 * DAY)),
    ],
)
def test_each_priority_has_its_promise(cast: Cast, answers: Answers, priority: str, response_by: datetime, resolution_by: datetime) -> None:
    found = promise(kind=Kind.INCIDENT, answers=answers, now=at(0))
    assert (found.priority, found.label) == (priority, priority.title())
    assert (found.response_by, found.resolution_by) == (response_by, resolution_by)


def test_what_is_promised_is_what_the_ticket_then_owes(cast: Cast) -> None:
    promised, ticket = promise(kind=Kind.INCIDENT, answers=make.HIGH, now=at(0)), make.report(cast, answers=make.HIGH)
    assert (promised.response_by, promised.resolution_by) == (
        clock(ticket, Metric.RESPONSE).due_at,
        clock(ticket, Metric.RESOLUTION).due_at,
    )


def test_without_answers_the_defaults_of_the_kind_are_promised(cast: Cast) -> None:
    assert promise(kind=Kind.INCIDENT, answers=Answers(), now=at(0)).priority == "medium"
    assert promise(kind=Kind.REQUEST, answers=Answers(), now=at(0)).priority == "low"


def test_an_answer_that_the_policy_lacks_is_named(cast: Cast) -> None:
    with pytest.raises(ValueError, match="galaxy"):
        promise(kind=Kind.INCIDENT, answers=Answers("galaxy"), now=at(0))
