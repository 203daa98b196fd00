"""The one-time link of the first administrator."""

import pytest
from django.core.exceptions import ValidationError

from counterfoil.people import setup
from counterfoil.people.identify import Unreachable
from counterfoil.people.models import User
from counterfoil.people.setup import SetupRefused, claim, link
from counterfoil.policy.vocabulary import Role
from tests.support.cast import Cast
from tests.support.time import at

PASSWORD = "long-enough-for-us"


def token() -> str:
    made = link("http://localhost:8000/")
    assert made is not None
    assert made.startswith("http://localhost:8000/setup/")
    return made.rpartition("/")[2]


def test_the_link_makes_one_administrator_and_is_then_used_up(cast: Cast) -> None:
    used = token()
    ada = claim(used, name="Ada Aalto", email="ada@fernhill.example", password=PASSWORD, now=at(0))
    assert (ada.role, ada.check_password(PASSWORD), ada.team_ids) == (Role.ADMINISTRATOR, True, frozenset({cast.desk.id}))
    assert link("http://localhost:8000") is None
    with pytest.raises(SetupRefused):
        claim(used, name="Mallory", email="mallory@elsewhere.example", password=PASSWORD, now=at(1))


@pytest.mark.parametrize("forged", ["", "first", "first:forged", "\0"])
def test_a_forged_link_makes_nobody(cast: Cast, forged: str) -> None:
    with pytest.raises(SetupRefused):
        claim(forged, name="Mallory", email="mallory@elsewhere.example", password=PASSWORD, now=at(0))


@pytest.mark.parametrize(
    ("email", "password", "error"),
    [("", PASSWORD, Unreachable), ("x", PASSWORD, Unreachable), ("a@b.example", "12345678", ValidationError)],
)
def test_a_try_that_failed_leaves_the_link_open(cast: Cast, email: str, password: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        claim(token(), name="Ada", email=email, password=password, now=at(0))
    assert setup.is_open()
    assert not User.objects.filter(role=Role.ADMINISTRATOR).exists()


def test_an_administrator_who_left_opens_it_again(cast: Cast) -> None:
    assert cast.ada.is_active
    assert not setup.is_open()
    User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    assert setup.is_open()
