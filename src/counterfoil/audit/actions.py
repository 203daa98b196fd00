"""The only writer of changes."""

from datetime import datetime
from typing import Any

from counterfoil.audit.models import Change


def record_change(*, kind: str, subject: str, actor_id: int | None, now: datetime, **details: Any) -> None:
    """Note that somebody changed an account, a setting or a policy. Call it in the transaction of the change."""
    Change.objects.create(kind=kind, subject=subject, actor_id=actor_id, at=now, details=details)
