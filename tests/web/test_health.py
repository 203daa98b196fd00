"""Whether the desk is up, for machines."""

import pytest
from django.db import OperationalError
from django.test import Client


def test_it_is_up_and_tells_no_more(db: None) -> None:
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_without_a_database_it_is_down_and_tells_no_more(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone:
        def cursor(self) -> None:
            raise OperationalError("host db.internal:5432 refused")

    monkeypatch.setattr("counterfoil.web.health.connection", Gone())
    answer = Client().get("/health")
    assert (answer.status_code, answer.content) == (503, b"unavailable\n")


def test_a_page_without_a_database_says_come_back_soon(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_args: object, **_kwargs: object) -> None:
        raise OperationalError("host db.internal:5432 refused")

    monkeypatch.setattr("counterfoil.web.middleware.book_in_force", gone)
    answer = Client(raise_request_exception=False).get("/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"]) == (503, "30")
    assert "Back in a moment" in page
    assert "db.internal" not in page
