"""The one-time link that creates the first administrator. There is no default account."""

from datetime import datetime

from django.core import signing
from django.db import connection, transaction

from counterfoil.people.actions import add_user
from counterfoil.people.models import Team, User
from counterfoil.policy.vocabulary import Role

SALT = "counterfoil.setup"


class SetupRefused(Exception):
    """The link is not ours, or the installation has its administrator already."""


def is_open() -> bool:
    return not User.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exists()


def link(base_url: str) -> str | None:
    """The link, or None once there is an administrator. It stays the same until it is used."""
    return f"{base_url.rstrip('/')}/setup/{signing.Signer(salt=SALT).sign('first')}" if is_open() else None


def is_ours(token: str) -> bool:
    try:
        return signing.Signer(salt=SALT).unsign(token) == "first"
    except signing.BadSignature:
        return False


@transaction.atomic
def claim(token: str, *, name: str, email: str, password: str, now: datetime) -> User:
    """Create the first administrator, a member of the default team. Two people with the link: one wins.

    Raises SetupRefused, Unreachable (bad address) and ValidationError (weak password).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [SALT])
    if not is_ours(token) or not is_open():
        raise SetupRefused("This link was used already, or is not complete. Ask the person who runs the server for a new one.")
    return add_user(
        email=email, name=name, role=Role.ADMINISTRATOR, password=password, teams=list(Team.objects.filter(is_default=True)), now=now
    )
