"""Combinations of options that an operator should look at."""

import pytest

from counterfoil.config import checks, options


@pytest.mark.parametrize(
    ("variables", "words"),
    [
        ({"HOST": "0.0.0.0"}, ["COUNTERFOIL_BASE_URL is not set", "without TLS"]),
        ({"HOST": "0.0.0.0", "BASE_URL": "https://desk.example.com", "TRUSTED_PROXIES": "10.0.0.1"}, []),
        ({"BASE_URL": "https://desk.example.com"}, ["COUNTERFOIL_TRUSTED_PROXIES"]),
        (
            {"HOST": "0.0.0.0", "BASE_URL": "https://x.example", "TRUSTED_PROXIES": "10.0.0.1", "DEBUG": "1", "DEMO": "1"},
            ["COUNTERFOIL_DEBUG", "demo's sign-ins"],
        ),
        ({"DEBUG": "1", "DEMO": "1"}, []),
        ({"SMTP_HOST": "mail.example.com"}, ["COUNTERFOIL_MAIL_FROM"]),
        (
            {"SMTP_HOST": "mail.example.com", "MAIL_FROM": "desk@example.com", "SMTP_USER": "desk", "SMTP_TLS": "none"},
            ["COUNTERFOIL_SMTP_TLS"],
        ),
    ],
)
def test_a_doubtful_combination_is_named_and_a_sound_one_is_not(
    variables: dict[str, str], words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in options.variables():
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(f"{options.PREFIX}{name}", value)
    found = checks.doubts(options.load())
    assert len(found) == len(words)
    assert all(word in doubt for word, doubt in zip(words, found, strict=True))
