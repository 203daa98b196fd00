"""What the database holds of people."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from counterfoil.people.models import Team, User
from tests.support.cast import Cast
from tests.support.time import at


@pytest.mark.parametrize(
    ("values", "match"),
    [
        ({"email": "RITA@fernhill.example"}, "person_email"),
        ({"email": "rita@fernhill.example"}, "person_email_once"),
        ({"email": None, "phone": ""}, "person_can_be_reached"),
        ({"role": "superuser"}, "role_is_known"),
    ],
)
def test_no_person_is_what_none_can_be(cast: Cast, values: dict[str, Any], match: str) -> None:
    cast.rita  # noqa: B018
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        User.objects.filter(pk=cast.omar.pk).update(**values)


def test_two_default_teams_cannot_be(cast: Cast) -> None:
    with pytest.raises(IntegrityError, match="team_one_default"), transaction.atomic():
        Team.objects.create(name="Second", slug="second", is_default=True)


@pytest.mark.parametrize(
    ("name", "first", "initials"), [("Rita Ray", "Rita", "RR"), ("Rita", "Rita", "R"), ("Ana de la Cruz", "Ana", "AC"), ("", "", "?")]
)
def test_a_name_in_short(name: str, first: str, initials: str) -> None:
    person = User(name=name, joined_at=at(0))
    assert (person.first_name, person.initials) == (first, initials)


def test_an_absence_ends(cast: Cast) -> None:
    person = User(name="Amir", absent_until=at(60))
    assert (person.is_absent(at(59)), person.is_absent(at(60)), User(name="Tom").is_absent(at(0))) == (True, False, False)
