"""Accounts: add a person, give a sign-in."""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.password_validation import validate_password
from django.db import transaction
from django.db.models import Q

from counterfoil.audit.actions import record_change
from counterfoil.people.identify import Unreachable, clean_email, tidy
from counterfoil.people.models import Organization, Team, User
from counterfoil.policy.vocabulary import Role


@transaction.atomic
def add_user(
    *,
    email: str,
    name: str,
    role: Role,
    now: datetime,
    teams: list[Team] | None = None,
    organization: Organization | None = None,
    password: str | None = None,
    actor_id: int | None = None,
    is_active: bool = True,
) -> User:
    """Add a person, or give a known requester the role; `password` None leaves the account without sign-in by password.

    `is_active` False is for who exists only in a record that was imported.

    Raises Unreachable for a bad address and ValidationError for a weak password. Who has an account already keeps it.
    """
    email = clean_email(email)
    if not email:
        raise Unreachable("email", "An account needs an email address.")
    user = User.objects.select_for_update().filter(email=email).first() or User(email=email, joined_at=now)
    user.name, user.role = tidy(name)[:120] or email, role
    user.organization, user.is_active = organization or user.organization, is_active
    user.verified_at = user.verified_at or now
    if password is None:
        user.password = user.password or "!"
    else:
        validate_password(password, user)
        user.set_password(password)
    user.save()
    user.teams.add(*(teams or []))
    EmailAddress.objects.update_or_create(user=user, email=email, defaults={"verified": True, "primary": True})
    record_change(kind="user_added", subject=f"user:{user.id}", actor_id=actor_id, now=now, role=role.value)
    return user


def ensure_organization(name: str) -> Organization:
    """The organization of that name, made when missing."""
    return Organization.objects.get_or_create(name=tidy(name)[:120])[0]


def find_team(name: str) -> Team:
    """The team of that name or slug. LookupError in words otherwise."""
    found = Team.objects.filter(Q(name__iexact=name) | Q(slug=name.lower())).first()
    if found is None:
        raise LookupError(f"There is no team “{tidy(name)}”. There are: {', '.join(Team.objects.values_list('name', flat=True))}.")
    return found


def ensure_team(name: str, *, slug: str) -> Team:
    """The team of that name, made when missing; the first team of an installation is the default one."""
    team, _ = Team.objects.get_or_create(
        name=name, defaults={"slug": slug, "is_default": not Team.objects.filter(is_default=True).exists()}
    )
    return team
