"""Put a version of the policy on the shelf, or in force."""

import hashlib
from datetime import datetime

from django.db import transaction

from counterfoil.audit.actions import record_change
from counterfoil.handbook.models import PolicyVersion
from counterfoil.policy.parse import parse


@transaction.atomic
def adopt(*, text: str, source: str, effective_at: datetime, author: str, note: str, actor_id: int | None, now: datetime) -> PolicyVersion:
    """Validate a policy and put it in force from `effective_at` on. Raises PolicyError with file, line, key and reason."""
    version = shelve(text=text, source=source, author=author, note=note, effective_at=effective_at, actor_id=actor_id, now=now)
    record_change(kind="policy_adopted", subject=f"policy:{version.id}", actor_id=actor_id, now=now, effective_at=effective_at.isoformat())
    return version


def shelve(
    *,
    text: str,
    source: str,
    now: datetime,
    author: str = "",
    note: str = "",
    effective_at: datetime | None = None,
    actor_id: int | None = None,
) -> PolicyVersion:
    """Keep a validated version. Without `effective_at` it governs only tickets that name it, as those of an import do.

    The same text without a date is kept once.
    """
    book = parse(text, source=source)
    digest = hashlib.sha256(text.encode()).hexdigest()
    if effective_at is None and (known := PolicyVersion.objects.filter(sha256=digest, effective_at=None).first()):
        return known
    return PolicyVersion.objects.create(
        version=book.version,
        text=text,
        sha256=digest,
        author=author or book.author,
        description=note or book.description,
        effective_at=effective_at,
        adopted_at=now,
        adopted_by_id=actor_id,
    )
