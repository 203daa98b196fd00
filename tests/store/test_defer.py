"""A job inside the caller's transaction."""

import pytest
from django.db import connection

from counterfoil.store.defer import defer, defer_each, queue_of
from tests.support.rollback import rolled_back


def waiting() -> list[tuple[str, str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, queue_name, args::text FROM procrastinate_jobs ORDER BY id")
        rows: list[tuple[str, str, str]] = cursor.fetchall()
        return rows


@pytest.mark.django_db
def test_a_job_is_named_by_what_answers_and_queued_by_its_package() -> None:
    defer("notifications.deliver", delivery=7)
    assert waiting() == [("notifications.deliver", "notifications", '{"delivery": 7}')]
    assert queue_of("mail.receive") == "mail"


@pytest.mark.django_db
def test_many_jobs_are_one_statement(django_assert_num_queries: object) -> None:
    defer_each("notifications.fan_out", "event", [1, 2, 3])
    assert [args for _, _, args in waiting()] == ['{"event": 1}', '{"event": 2}', '{"event": 3}']


@pytest.mark.django_db
def test_a_job_exists_if_and_only_if_the_change_commits() -> None:
    with rolled_back():
        defer("notifications.deliver", delivery=7)
        assert waiting()
    assert waiting() == []
