"""What we promise before a ticket exists: the card beside the form (SOP 1 §5)."""

from dataclasses import dataclass
from datetime import datetime

from counterfoil.handbook.queries import book_in_force
from counterfoil.policy import clocks
from counterfoil.policy.book import Answers
from counterfoil.policy.priority import assess
from counterfoil.policy.vocabulary import Kind, Metric


@dataclass(frozen=True, slots=True)
class Promise:
    """The priority the answers give and the instants we promise; None where the policy promises none."""

    priority: str
    label: str
    rank: int
    reason: str
    response_by: datetime | None
    resolution_by: datetime | None


def promise(*, kind: Kind, answers: Answers, now: datetime) -> Promise:
    """What a report with these answers would be promised at `now`. ValueError names an answer that the policy lacks."""
    book = book_in_force(now).book
    judged = assess(answers, kind, book)
    by = {metric: book.target(metric, judged.priority) for metric in (Metric.RESPONSE, Metric.RESOLUTION)}
    due = {metric: clocks.due(now, target, book).due_at if target else None for metric, target in by.items()}
    return Promise(
        priority=judged.priority,
        label=book.scales.label(judged.priority),
        rank=book.scales.rank(judged.priority),
        reason=judged.reason,
        response_by=due[Metric.RESPONSE],
        resolution_by=due[Metric.RESOLUTION],
    )
