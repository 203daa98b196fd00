"""Signed links: one person, one ticket, one purpose, for a while."""

from datetime import timedelta

import pytest

from counterfoil.people import links
from counterfoil.people.models import User
from tests.support.cast import Cast
from tests.support.time import at


def token(cast: Cast, purpose: str = "view") -> str:
    return links.make(ticket_id=7, user_id=cast.rita.id, now=at(0), purpose=purpose)


def test_a_link_proves_its_person_for_ninety_days(cast: Cast) -> None:
    assert links.read(token(cast), ticket_id=7, now=at(0) + timedelta(days=90)) == cast.rita
    assert links.read(token(cast), ticket_id=7, now=at(0) + timedelta(days=90, seconds=1)) is None


def test_a_link_opens_no_other_ticket_and_serves_no_other_purpose(cast: Cast) -> None:
    assert links.read(token(cast), ticket_id=8, now=at(1)) is None
    assert links.read(token(cast), ticket_id=7, now=at(1), purpose="unsubscribe") is None


@pytest.mark.parametrize("index", [0, 10, -1])
def test_a_changed_link_opens_nothing(cast: Cast, index: int) -> None:
    made = token(cast)
    changed = "A" if made[index] != "A" else "B"
    forged = made[:index] + changed + (made[index + 1 :] if index != -1 else "")
    assert links.read(forged, ticket_id=7, now=at(1)) is None


@pytest.mark.parametrize("forged", ["", ":", "a:b:c", "\0", "💥", "x" * 10_000])
def test_a_link_that_never_was_opens_nothing(cast: Cast, forged: str) -> None:
    assert links.read(forged, ticket_id=7, now=at(1)) is None


def test_who_has_left_has_no_links(cast: Cast) -> None:
    made = token(cast)
    User.objects.filter(pk=cast.rita.pk).update(is_active=False)
    assert links.read(made, ticket_id=7, now=at(1)) is None
