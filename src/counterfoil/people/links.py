"""Signed links: one person, one ticket, one purpose. The link is the proof; the reference alone never is."""

from datetime import datetime, timedelta

from django.core import signing

from counterfoil.people.models import User

LASTS = timedelta(days=90)


def make(*, ticket_id: int, user_id: int, now: datetime, purpose: str = "view") -> str:
    """A token for a mailed link: HMAC-SHA-256 over ticket, person, purpose and time."""
    return signing.dumps([ticket_id, user_id, int(now.timestamp())], salt=f"counterfoil.link.{purpose}")


def read(token: str, *, ticket_id: int, now: datetime, purpose: str = "view") -> User | None:
    """The person whom the token lets see this ticket; None for a token that is forged, old, or another ticket's."""
    try:
        ticket, user, made_at = signing.loads(token, salt=f"counterfoil.link.{purpose}")
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if ticket != ticket_id or now.timestamp() - made_at > LASTS.total_seconds():
        return None
    return User.objects.filter(id=user, is_active=True).first()
