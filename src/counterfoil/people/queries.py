"""People as pages and commands look them up."""

from counterfoil.people.models import STAFF, User


def staff_by_email(email: str) -> User | None:
    """The active member of staff with this address."""
    return User.objects.filter(email=email.strip().lower(), is_active=True, role__in=STAFF).first()
