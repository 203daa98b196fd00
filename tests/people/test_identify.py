"""Who is behind a name and a contact (SOP 1 §4.2)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.people.identify import Unreachable, clean_email, requester, tidy
from counterfoil.people.models import User
from counterfoil.policy.vocabulary import Role
from tests.support.cast import Cast
from tests.support.time import at


def test_an_unknown_address_makes_an_unverified_requester(cast: Cast) -> None:
    made = requester(name=" Wim\r\nBcc: x@y.example ", email=" Wim@Fernhill.Example ", phone="+49 30 1", now=at(0))
    assert (made.name, made.email, made.phone) == ("Wim Bcc: x@y.example", "wim@fernhill.example", "+49 30 1")
    assert (made.role, made.verified_at, made.has_usable_password()) == (Role.REQUESTER, None, False)


def test_a_known_address_is_who_it_was_whatever_the_name(cast: Cast) -> None:
    assert requester(name="Mallory", email="RITA@fernhill.example", now=at(0)) == cast.rita
    assert User.objects.get(pk=cast.rita.pk).name == "Rita Ray"


def test_a_name_alone_is_nobody(cast: Cast) -> None:
    assert cast.mallory.name == cast.rita.name
    assert cast.mallory != cast.rita


def test_who_has_no_address_is_known_by_the_phone(cast: Cast) -> None:
    first = requester(name="Wim", phone="+49 30 5550", now=at(0))
    assert requester(name="Somebody", phone=" +49 30 5550", now=at(1)) == first
    assert first.contact == "+49 30 5550"


def test_a_phone_never_makes_somebody_the_owner_of_an_account(cast: Cast) -> None:
    User.objects.filter(pk=cast.amir.pk).update(phone="+49 30 5550")
    assert requester(name="Mallory", phone="+49 30 5550", now=at(0)) != cast.amir


def test_a_nameless_person_is_called_by_the_contact(cast: Cast) -> None:
    assert requester(name=" \0 ", email="wim@fernhill.example", now=at(0)).name == "wim@fernhill.example"


@pytest.mark.parametrize(
    "email",
    [
        "",
        "x",
        "x@",
        "@y.example",
        "a b@y.example",
        "x@y.example\nBcc: z@y.example",
        "x\0@y.example",
        f"{'x' * 250}@y.example",
        "x@y@z.example",
    ],
)
def test_who_cannot_be_reached_is_not_taken_on(cast: Cast, email: str) -> None:
    with pytest.raises(Unreachable) as caught:
        requester(name="Wim", email=email, phone="\0 ", now=at(0))
    assert caught.value.field == "email"
    assert not User.objects.filter(name="Wim").exists()


@given(st.text(max_size=40))
def test_a_tidy_name_is_one_printable_line(text: str) -> None:
    assert tidy(text).isprintable()
    assert tidy(tidy(text)) == tidy(text)


@given(st.emails())
def test_an_address_has_one_form(email: str) -> None:
    try:
        cleaned = clean_email(email)
    except Unreachable:
        return
    assert clean_email(f" {cleaned.upper()} ") in (cleaned, clean_email(cleaned))
