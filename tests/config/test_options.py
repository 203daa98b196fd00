"""The options: where each comes from, which one wins, and what is refused in words."""

import re
import stat
from pathlib import Path

import pytest

from counterfoil.config import options
from counterfoil.config.options import BadOptions


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No variable of the developer's own, and a data directory that is empty."""
    for name in options.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COUNTERFOIL_DATA", str(tmp_path))
    monkeypatch.setattr(options, "SECRETS", tmp_path / "secrets")


def test_everything_has_a_default(tmp_path: Path) -> None:
    found = options.load()
    assert (found.data, found.address, found.database_url, found.debug) == (tmp_path, "http://127.0.0.1:8000", None, False)


def test_without_a_data_directory_it_is_var_below_the_present_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("COUNTERFOIL_DATA")
    monkeypatch.chdir(tmp_path)
    assert options.load().data == tmp_path / "var"


def test_the_environment_wins_over_a_secret_file_and_that_over_the_toml_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "counterfoil_smtp_password").write_text("from the secret file\n")
    (tmp_path / "secrets" / "counterfoil_organization").write_text("From the secret file")
    (tmp_path / options.FILE).write_text('organization = "From the TOML file"\nsmtp_password = "from the TOML file"\nport = 9000\n')
    monkeypatch.setenv("COUNTERFOIL_ORGANIZATION", "From the environment")
    found = options.load()
    assert found.organization == "From the environment"
    assert found.smtp_password.get_secret_value().strip() == "from the secret file"
    assert found.port == 9000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("COUNTERFOIL_PORT", "http"),
        ("COUNTERFOIL_PORT", "70000"),
        ("COUNTERFOIL_DATABASE_URL", "mysql://x"),
        ("COUNTERFOIL_BASE_URL", "desk.example.com"),
        ("COUNTERFOIL_BASE_URL", "https://desk.example.com/below"),
        ("COUNTERFOIL_SECRET_KEY", "short"),
        ("COUNTERFOIL_SMTP_TLS", "maybe"),
        ("COUNTERFOIL_MAIL_FROM", "Support <support@example.com>"),
        ("COUNTERFOIL_TRUSTED_PROXIES", "10.0.0.0/8, proxy"),
        ("COUNTERFOIL_UPLOAD_MEGABYTES", "0"),
    ],
)
def test_a_value_that_makes_no_sense_is_refused_by_its_name(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(BadOptions, match=name):
        options.load()


def test_a_refusal_does_not_repeat_the_value_which_may_be_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_SECRET_KEY", "hunter2")
    with pytest.raises(BadOptions) as refusal:
        options.load()
    assert "hunter2" not in str(refusal.value)


def test_a_misspelled_key_of_the_file_is_refused_by_its_name(tmp_path: Path) -> None:
    (tmp_path / options.FILE).write_text("prot = 9000\n")
    with pytest.raises(BadOptions, match=r"“prot” in counterfoil\.toml"):
        options.load()


def test_a_file_that_is_no_toml_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / options.FILE).write_text("port: 9000\n")
    with pytest.raises(BadOptions, match=r"counterfoil.toml is not valid TOML"):
        options.load()


@pytest.mark.parametrize(
    ("host", "base_url", "address", "is_https"),
    [
        ("127.0.0.1", None, "http://127.0.0.1:8000", False),
        ("0.0.0.0", None, "http://127.0.0.1:8000", False),
        ("::1", None, "http://[::1]:8000", False),
        ("0.0.0.0", "https://desk.example.com/", "https://desk.example.com", True),
    ],
)
def test_the_address_is_the_one_set_else_where_the_server_listens(
    host: str, base_url: str | None, address: str, is_https: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_HOST", host)
    if base_url:
        monkeypatch.setenv("COUNTERFOIL_BASE_URL", base_url)
    found = options.load()
    assert (found.address, found.is_https) == (address, is_https)


@pytest.mark.parametrize(
    ("host", "is_local"), [("localhost", True), ("127.0.0.9", True), ("::1", True), ("0.0.0.0", False), ("desk", False)]
)
def test_a_host_is_local_only_if_nobody_else_can_reach_it(host: str, is_local: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_HOST", host)
    assert options.load().is_local is is_local


def test_the_secret_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    first = options.secret_key(options.load())
    assert len(first) >= 50
    assert options.secret_key(options.load()) == first
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret_key"]


def test_a_secret_key_that_is_set_is_used_and_not_written_down(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("COUNTERFOIL_SECRET_KEY", "k" * 50)
    assert options.secret_key(options.load()) == "k" * 50
    assert not list(tmp_path.iterdir())


def test_secrets_do_not_show_when_the_options_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COUNTERFOIL_SMTP_PASSWORD", "hunter2")
    assert "hunter2" not in repr(options.load())


def test_every_variable_is_documented_and_nothing_else() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text()
    documented = re.findall(r"^\| `(COUNTERFOIL_\w+)` \|", page, re.MULTILINE)
    assert sorted(documented) == sorted(options.variables())
