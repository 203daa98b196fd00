"""The address of a database, as Django wants it."""

import pytest

from counterfoil.config.databases import database
from counterfoil.config.options import BadOptions


def test_a_url_becomes_django_s_words_and_keeps_what_libpq_alone_knows() -> None:
    found = database("postgresql://desk:p%40ss@db.example.com:5433/tickets?sslmode=require")
    assert {key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")} == {
        "NAME": "tickets",
        "USER": "desk",
        "PASSWORD": "p@ss",
        "HOST": "db.example.com",
        "PORT": "5433",
    }
    assert found["OPTIONS"] == {"sslmode": "require"}
    assert found["CONN_MAX_AGE"] == 0


def test_a_pool_is_asked_for_by_its_size() -> None:
    assert database("postgresql:///x", pool=8)["OPTIONS"]["pool"]["max_size"] == 8
    assert "pool" not in database("postgresql:///x")["OPTIONS"]


def test_without_a_url_no_server_is_found_by_chance() -> None:
    assert database(None)["HOST"] == "/nonexistent"


def test_a_url_that_is_none_is_refused_in_words() -> None:
    with pytest.raises(BadOptions, match="COUNTERFOIL_DATABASE_URL"):
        database("postgresql://host:port:port/x?nonsense")
