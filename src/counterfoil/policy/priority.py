"""How answers become a priority: impact × urgency → matrix (SOP 1 §4.3, §5)."""

from dataclasses import dataclass, replace

from counterfoil.policy.book import Answers, PolicyBook
from counterfoil.policy.vocabulary import Kind


class ReasonMissing(ValueError):
    """A priority may go against the matrix only with a reason."""


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the answers gave, and what was chosen.

    `computed` is the matrix's priority, `priority` the one that counts: they differ only by an override.
    `is_triaged` is False while a default stands where an answer is missing.
    """

    impact: str
    urgency: str
    workaround: bool
    computed: str
    priority: str
    is_triaged: bool
    reason: str

    @property
    def is_overridden(self) -> bool:
        return self.priority != self.computed


def assess(answers: Answers, kind: Kind, book: PolicyBook) -> Assessment:
    """Look the priority up in the matrix; a workaround softens it, and a missing answer takes the default of the kind.

    A missing word about a workaround counts as missing only where it could change the priority.
    ValueError names an answer that is no level of the policy. SOP 1 §4.3, §5.
    """
    defaults = book.defaults[kind]
    impact = book.scales.read("impact", answers.impact or defaults.impact).word
    urgency = book.scales.read("urgency", answers.urgency or defaults.urgency).word
    workaround = defaults.workaround if answers.workaround is None else answers.workaround
    looked_up = book.matrix[impact, urgency]
    computed = book.with_workaround.get(looked_up, looked_up) if workaround else looked_up
    is_workaround_open = answers.workaround is None and looked_up in book.with_workaround
    is_triaged = bool(answers.impact and answers.urgency) and not is_workaround_open
    return Assessment(
        impact=impact,
        urgency=urgency,
        workaround=workaround,
        computed=computed,
        priority=computed,
        is_triaged=is_triaged,
        reason=_in_words(impact, urgency, looked_up, computed, book) + ("" if is_triaged else ", assumed until triaged"),
    )


def override(assessment: Assessment, *, priority: str, reason: str, book: PolicyBook) -> Assessment:
    """Set a priority against the matrix, for a reason; the computed one is kept beside it.

    ReasonMissing where the reason is blank; ValueError where the priority is none of the policy's. SOP 1 §4.3.
    """
    if not reason.strip():
        raise ReasonMissing("Say why the priority differs from the one the answers give.")
    level = book.scales.read("priority", priority)
    in_words = f"{assessment.reason.removesuffix(', assumed until triaged')}; set to {level.label}: {reason.strip()}"
    return replace(assessment, priority=level.word, is_triaged=True, reason=in_words)


def _in_words(impact: str, urgency: str, looked_up: str, computed: str, book: PolicyBook) -> str:
    """ "One person × work degraded → Medium", "Organization × work stopped, with a workaround → High"."""
    scales = book.scales
    urgency_label = scales.read("urgency", urgency).label
    softened = ", with a workaround" if looked_up != computed else ""
    pair = f"{scales.read('impact', impact).label} × {urgency_label[:1].lower()}{urgency_label[1:]}"
    return f"{pair}{softened} → {scales.label(computed)}"
