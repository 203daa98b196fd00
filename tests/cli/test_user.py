"""`counterfoil user add`: an account for somebody, with a team and a password if wanted."""

import io
import json

import pytest

from counterfoil import cli
from counterfoil.people.models import User
from counterfoil.policy.vocabulary import Role
from tests.support.cast import Cast, cast

__all__ = ["cast"]

PASSWORD = "correct horse battery"


def add(capsys: pytest.CaptureFixture[str], *argv: str, email: str = "Amir@Fernhill.example", role: str = "agent") -> tuple[int, str, str]:
    code = cli.main(["user", "add", "--email", email, "--name", "Amir Aziz", "--role", role, *argv])
    told = capsys.readouterr()
    return code, told.out, told.err


def test_it_answers_with_the_id_and_the_address_as_it_is_kept(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, _ = add(capsys)
    user = User.objects.get(email="amir@fernhill.example")
    assert (code, json.loads(told)) == (0, {"id": user.pk, "email": "amir@fernhill.example"})
    assert (user.name, user.role, user.has_usable_password()) == ("Amir Aziz", Role.AGENT, False)


@pytest.mark.parametrize("team", ["Service Desk", "service desk", "service-desk"])
def test_a_team_is_found_by_its_name_in_any_case(cast: Cast, capsys: pytest.CaptureFixture[str], team: str) -> None:
    assert add(capsys, "--team", team)[0] == 0
    assert list(User.objects.get().teams.all()) == [cast.desk]


def test_a_team_that_is_not_there_is_named_and_nobody_is_added(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, words = add(capsys, "--team", "Sailing")
    assert (code, told, words) == (1, "", "There is no team “Sailing”. There are: Service Desk.\n")
    assert not User.objects.exists()


def test_a_password_is_read_from_standard_input(cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert add(capsys, "--password-stdin")[0] == 0
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.parametrize(
    ("given", "words"), [("short\n", "at least 12 characters"), ("\n", "holds no password"), ("", "holds no password")]
)
def test_a_password_that_will_not_do_is_refused_in_words(
    cast: Cast, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, given: str, words: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(given))
    code, told, said = add(capsys, "--password-stdin")
    assert (code, told) == (1, "")
    assert words in said
    assert not User.objects.exists()


def test_an_address_that_is_none_is_refused_in_words(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    code, told, words = add(capsys, email="amir at fernhill")
    assert (code, told) == (1, "")
    assert "is not an email address" in words


def test_a_role_that_nobody_has_is_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        add(capsys, role="system")
    assert ended.value.code == 2


def test_a_known_requester_gets_the_role(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    before = cast.rita.pk
    _, told, _ = add(capsys, email=str(cast.rita.email))
    assert (json.loads(told)["id"], User.objects.get(pk=before).role) == (before, Role.AGENT)
