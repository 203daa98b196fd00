"""The policy's questions as a form asks them: who is affected, can the work go on, is there a way around."""

from dataclasses import dataclass

from counterfoil.policy.book import Answers, PolicyBook

# The name in the policy, the field of the form, whether it may stay unanswered.
FIELDS = (("affected", "impact", False), ("work", "urgency", False), ("workaround", "workaround", True))


@dataclass(frozen=True, slots=True)
class Asked:
    """`options` are (value, words, hint)."""

    name: str
    asks: str
    options: tuple[tuple[str, str, str], ...]
    optional: bool


def asked(book: PolicyBook) -> list[Asked]:
    """The questions of this policy, in the order and the words a requester reads."""
    return [
        Asked(field, book.rubric[name].asks, tuple((o.word, o.label, o.hint) for o in book.rubric[name].options), optional)
        for name, field, optional in FIELDS
        if name in book.rubric
    ]


def levels(book: PolicyBook) -> dict[str, list[tuple[str, str]]]:
    """The choices for impact, urgency and priority in the words of staff, the gravest first."""
    scales = {"impact": book.scales.impact, "urgency": book.scales.urgency, "priority": book.scales.priority}
    return {name: [(level.word, level.label) for level in scale] for name, scale in scales.items()}


def answers(*, impact: str = "", urgency: str = "", workaround: str = "") -> Answers:
    """The values of a form as answers; what was left open is None."""
    return Answers(impact=impact or None, urgency=urgency or None, workaround={"yes": True, "no": False}.get(workaround))
