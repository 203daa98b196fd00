"""Accounts."""

import pytest
from django.core.exceptions import ValidationError

from counterfoil.audit.models import Change
from counterfoil.people.actions import add_user, ensure_organization, ensure_team, find_team
from counterfoil.people.identify import Unreachable
from counterfoil.people.models import Team, User
from counterfoil.policy.vocabulary import Role
from tests.support.cast import Cast
from tests.support.time import at


def test_an_account_is_verified_and_its_making_is_a_change(cast: Cast) -> None:
    made = add_user(email="Wim@Fernhill.example", name="Wim\nWest", role=Role.AGENT, teams=[cast.desk], now=at(0))
    assert (made.email, made.name, made.verified_at, made.team_ids) == (
        "wim@fernhill.example",
        "Wim West",
        at(0),
        frozenset({cast.desk.id}),
    )
    change = Change.objects.get(subject=f"user:{made.id}")
    assert (change.kind, change.at, change.actor, change.details) == ("user_added", at(0), None, {"role": "agent"})


def test_without_a_password_nobody_signs_in_by_one(cast: Cast) -> None:
    made = add_user(email="wim@fernhill.example", name="Wim", role=Role.AGENT, now=at(0))
    assert not made.check_password("")
    assert not made.check_password("!")


def test_a_known_requester_is_given_the_role_and_keeps_the_account(cast: Cast) -> None:
    promoted = add_user(email="rita@fernhill.example", name="Rita Ray", role=Role.LEAD, password="long-enough-for-us", now=at(0))
    assert (promoted.pk, promoted.role, promoted.joined_at) == (cast.rita.pk, Role.LEAD, cast.rita.joined_at)
    assert promoted.check_password("long-enough-for-us")


@pytest.mark.parametrize("email", ["", "  ", "x", f"{'x' * 250}@y.example"])
def test_an_account_needs_an_address(cast: Cast, email: str) -> None:
    with pytest.raises(Unreachable):
        add_user(email=email, name="Wim", role=Role.AGENT, now=at(0))


def test_a_weak_password_makes_no_account(cast: Cast) -> None:
    with pytest.raises(ValidationError):
        add_user(email="wim@fernhill.example", name="Wim", role=Role.AGENT, password="password", now=at(0))
    assert not User.objects.filter(name="Wim").exists()


def test_there_is_one_default_team(cast: Cast) -> None:
    assert cast.desk.is_default
    assert not ensure_team("Network", slug="network").is_default
    Team.objects.all().update(is_default=False)
    assert ensure_team("Field", slug="field").is_default


def test_a_team_is_found_by_name_or_slug(cast: Cast) -> None:
    assert find_team("SERVICE desk") == find_team("service-desk") == cast.desk
    with pytest.raises(LookupError, match="There are: Service Desk"):
        find_team("nobody")


def test_an_organization_is_made_once(cast: Cast) -> None:
    assert ensure_organization(" Fernhill ") == ensure_organization("Fernhill")
