"""The jobs of a worker that died come back; those that failed long ago are forgotten."""

import pytest
from django.db import connection

from counterfoil.store.defer import defer
from counterfoil.worker import jobs
from tests.support.time import at

pytestmark = pytest.mark.django_db


def ask(sql: str, *values: str | int) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else []


def rows() -> list[tuple[object, ...]]:
    return ask("SELECT status::text, attempts FROM procrastinate_jobs ORDER BY id")


def orphan(*, attempts: int = 0, queue: str = "notifications") -> None:
    """The only job there is, whose worker died while it ran: the worker is gone, the job still counts as running."""
    ask("DELETE FROM procrastinate_jobs")
    defer("notifications.fan_out", event=1)
    ask("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL, attempts = %s, queue_name = %s", attempts, queue)


def test_the_job_of_a_dead_worker_is_run_again() -> None:
    orphan()
    assert jobs.revive(now=at(0)) == 1
    assert rows() == [("todo", 1)]
    assert jobs.revive(now=at(0)) == 0


def test_a_job_that_outlives_no_worker_fails_where_it_is_seen() -> None:
    orphan(attempts=jobs.MOST_DEATHS)
    jobs.revive(now=at(0))
    assert rows() == [("failed", jobs.MOST_DEATHS + 1)]


def test_the_duty_of_a_dead_worker_comes_round_by_itself() -> None:
    orphan(queue=jobs.DUTIES)
    jobs.revive(now=at(0))
    assert rows() == []


def test_a_job_that_is_at_work_is_left_alone() -> None:
    orphan()
    ask("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (clock_timestamp())")
    ask("UPDATE procrastinate_jobs SET worker_id = (SELECT max(id) FROM procrastinate_workers)")
    assert jobs.revive(now=at(0)) == 0
    assert rows() == [("doing", 0)]


@pytest.mark.parametrize(("queue", "days"), [("notifications", 30), (jobs.DUTIES, 3)])
def test_what_failed_is_kept_for_a_while(queue: str, days: int) -> None:
    orphan(queue=queue)
    ask("UPDATE procrastinate_jobs SET status = 'failed'")
    for age, left in ((days - 1, 1), (days + 1, 0)):
        ask("UPDATE procrastinate_events SET at = clock_timestamp() - make_interval(days => %s)", age)
        jobs.remove_finished(now=at(0))
        assert len(rows()) == left
