"""The roster at work, by procrastinate: jobs in our own database, each run with the time it is."""

import asyncio
from collections.abc import Callable
from typing import Any

from django.db import connections
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from counterfoil.store.defer import queue_of
from counterfoil.worker import jobs
from counterfoil.worker.roster import DUTIES, JOBS, Duty

# One less than the connections of this process (`cli.worker`): the clock that rings for duties holds one of its own.
AT_ONCE = 3
GRACE = 4.0  # seconds that running jobs get once we are asked to stop
EVERY = {"s": lambda number: f"* * * * * */{number}", "min": lambda number: f"*/{number} * * * *"}


def run() -> None:
    """Work until SIGTERM or SIGINT; what is running then is waited for, and what is not finished comes back by its row."""
    asyncio.run(work())


async def work(*, wait: bool = True) -> None:
    """Do the jobs there are and, unless told not to, wait for more."""
    # An app of its own for the worker: with the connector of this one replaced, a job that rings for another would do so outside
    # of its transaction.
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]  # the connector is Django's
    async with worker.open_async():
        await worker.run_worker_async(
            wait=wait,
            concurrency=AT_ONCE,
            shutdown_graceful_timeout=GRACE,
            stalled_worker_timeout=jobs.SILENCE,
            delete_jobs="successful",
        )


def cron(duty: Duty) -> str:
    """When the duty is due, as cron says it; seconds are its sixth field."""
    if duty.at:
        hour, minute = duty.at.split(":")
        return f"{int(minute)} {int(hour)} * * *"
    number, unit = duty.every.split()
    return EVERY[unit](number)


def in_time(deed: Callable[..., Any]) -> Callable[..., None]:
    """The deed as a job does it: now, and with its connections given back."""

    def do(**ids: int) -> None:
        try:
            deed(**ids, now=timezone.now())
        finally:
            connections.close_all()

    return do


def round_by_round(duty: Duty) -> Callable[..., None]:
    """The duty as a job does it, whenever it was rung for."""
    do = in_time(duty.run)
    return lambda timestamp: do()  # noqa: ARG005  # the keyword is procrastinate's


def register() -> None:
    """Make the roster known to procrastinate."""
    for job in JOBS:
        again = RetryStrategy(max_attempts=job.tries - 1, exponential_wait=2)
        app.task(name=job.name, queue=queue_of(job.name), retry=again)(in_time(job.run))
    for duty in DUTIES:
        name = f"duties.{duty.name.replace(',', '').replace(' ', '_')}"
        # One waits at most; while it runs the next may wait, so that a killed worker's duty holds up no other.
        task = app.task(name=name, queue=jobs.DUTIES, queueing_lock=name)(round_by_round(duty))
        app.periodic(cron=cron(duty), periodic_id=name)(task)


register()
