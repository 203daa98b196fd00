"""Signing in, and the first administrator."""

import pytest
from django.test import Client

from counterfoil.people import setup
from counterfoil.people.models import User
from counterfoil.policy.vocabulary import Role
from tests.web.conftest import Cast
from tests.web.test_refusals import Browse

CLAIM = {"name": "Ada", "email": "ada@fernhill.example", "password": "a quite long sentence of mine"}


def path() -> str:
    return (setup.link("http://testserver") or "").removeprefix("http://testserver")


def test_the_first_administrator_is_made_once_and_signed_in(db: None, browse: Browse) -> None:
    client, link = browse(None), path()
    assert client.get(link).status_code == 200
    assert client.post(link, CLAIM).status_code == 303
    assert User.objects.filter(role=Role.ADMINISTRATOR).count() == 1
    assert client.get("/q/all").status_code == 200
    assert client.get(link).status_code == 404
    assert Client().post(link, CLAIM | {"email": "eve@evil.example"}).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("password", "short"), ("password", "password12345"), ("email", "nobody"), ("name", "")])
def test_what_is_wrong_is_said_and_the_link_stays_good(field: str, value: str, db: None, browse: Browse) -> None:
    client = browse(None)
    answer = client.post(path(), CLAIM | {field: value})
    assert answer.status_code == 422
    assert f'href="#id_{field}"' in answer.content.decode()
    assert CLAIM["password"] not in answer.content.decode()
    assert not User.objects.exists()


@pytest.mark.parametrize("token", ["first", "first:abc", "x"])
def test_a_made_up_link_is_not_there(token: str, db: None, browse: Browse) -> None:
    assert browse(None).get(f"/setup/{token}").status_code == 404


def test_a_wrong_password_says_the_same_for_known_and_unknown_people(cast: Cast, browse: Browse) -> None:
    pages = [
        browse(None)
        .post("/accounts/login/", {"login": email, "password": "wrong and wrong"})
        .content.decode()
        .split("errors-title")[1]
        .split("</div>")[0]
        for email in (cast.amir.email, "nobody@fernhill.example")
    ]
    assert pages[0] == pages[1]


def test_nobody_signs_up(db: None, browse: Browse) -> None:
    assert browse(None).get("/accounts/signup/")["Location"] == "/accounts/login/"


def test_the_password_can_be_asked_for_anew(cast: Cast, browse: Browse, mailoutbox: list[object]) -> None:
    client = browse(None)
    assert client.get("/accounts/password/reset/").status_code == 200
    assert client.post("/accounts/password/reset/", {"email": cast.amir.email})["Location"] == "/accounts/password/reset/done/"
    assert client.get("/accounts/password/reset/done/").status_code == 200


def test_signing_out_needs_a_press(cast: Cast, browse: Browse) -> None:
    client = browse(cast.amir)
    client.get("/accounts/logout/")
    assert client.get("/q/mine").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/q/mine").status_code == 302
