"""Which version governs: at an instant, or of a ticket."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from counterfoil.handbook.models import PolicyVersion
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.parse import parse


@dataclass(frozen=True, slots=True)
class InForce:
    """A version's id and its book."""

    id: int
    book: PolicyBook


def book_in_force(now: datetime) -> InForce:
    """The version in force at `now`: the last that had come into effect; before the first one, the first."""
    versions = PolicyVersion.objects.exclude(effective_at=None).values_list("id", flat=True)
    found = versions.filter(effective_at__lte=now).order_by("-effective_at", "-id").first()
    return book_of(found or versions.order_by("effective_at", "id")[0])


@lru_cache(maxsize=64)
def book_of(version_id: int) -> InForce:
    """The book of one version. Versions never change, so a process reads each once."""
    version = PolicyVersion.objects.get(id=version_id)
    return InForce(version_id, parse(version.text, source=f"policy {version.version}"))


def version_text(version: str | None, *, now: datetime) -> str:
    """The TOML of the last version of that name, or of the one in force. LookupError in words for a name nobody adopted."""
    if version is None:
        return PolicyVersion.objects.values_list("text", flat=True).get(id=book_in_force(now).id)
    text = PolicyVersion.objects.filter(version=version).order_by("-id").values_list("text", flat=True).first()
    if text is None:
        known = PolicyVersion.objects.values_list("version", flat=True).distinct()
        raise LookupError(f"No version is called “{version}”. There are: {', '.join(sorted(known))}.")
    return text
