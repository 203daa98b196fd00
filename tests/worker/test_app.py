"""A real worker on a real queue: a report is logged, and the letters go out."""

import asyncio

import pytest
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app as procrastinate

from counterfoil.notifications import fan_out
from counterfoil.notifications.models import Delivery, State
from counterfoil.policy.vocabulary import ClockState, Metric
from counterfoil.tickets.models import Clock, Event
from counterfoil.worker import app
from counterfoil.worker.roster import DUTIES, JOBS
from tests.notifications.post import Outbox
from tests.support import make
from tests.support.cast import Cast


@pytest.fixture
def silence(transactional_db: None) -> None:
    """A queue in which nobody has rung yet: its tables are not Django's, so no earlier test has emptied them."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")


def jobs() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name, status::text FROM procrastinate_jobs WHERE queue_name = 'notifications' ORDER BY id")
        return [(str(name), str(status)) for name, status in cursor.fetchall()]


def test_the_whole_roster_is_known_to_the_queue() -> None:
    known = set(procrastinate.tasks)
    assert {job.name for job in JOBS} <= known
    assert len({name for name in known if name.startswith("duties.")}) == len(DUTIES)


@pytest.mark.usefixtures("silence")
def test_a_worker_sends_the_letters_of_a_report_and_leaves_no_job(cast: Cast, outbox: Outbox) -> None:
    now = timezone.now()
    make.unassigned(cast, reported_at=now, now=now)
    assert {name for name, _ in jobs()} == {"notifications.fan_out"}
    asyncio.run(app.work(wait=False))
    assert {letter.to for letter in outbox.letters()} == {cast.rita.email, cast.amir.email}
    assert set(Delivery.objects.values_list("state", flat=True)) == {State.ACCEPTED}
    assert Clock.objects.get(metric=Metric.ACKNOWLEDGEMENT).state == ClockState.MET
    assert jobs() == []


@pytest.mark.usefixtures("silence")
def test_a_change_that_is_taken_back_rings_for_nothing(cast: Cast) -> None:
    with transaction.atomic():
        make.report(cast)
        transaction.set_rollback(True)
    assert (jobs(), Event.objects.count()) == ([], 0)


@pytest.mark.usefixtures("silence")
def test_a_job_that_fails_is_tried_again(cast: Cast, outbox: Outbox) -> None:
    now = timezone.now()
    ticket = make.report(cast, requester=cast.omar, reported_at=now, now=now)
    fan_out.event(event=ticket.events.earliest("id").pk, now=now)
    Delivery.objects.update(template="unheard_of")
    asyncio.run(app.work(wait=False))
    assert ("notifications.deliver", "todo") in jobs()
