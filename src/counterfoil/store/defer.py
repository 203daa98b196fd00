"""A job inside the caller's transaction: it exists if, and only if, the change commits."""

from collections.abc import Iterable

from procrastinate.contrib.django import app
from procrastinate.tasks import configure_task
from procrastinate.types import JSONDict


def defer(name: str, **ids: int) -> None:
    """Ring the bell `name`. A job carries ids, never data: the row is the letter, the job only the doorbell.

    `name` is `package.function` and stands in `worker/roster.py`; the package's name is the queue's.
    """
    # Not `app.configure_task`: that imports the roster, and with it all who answer, into whoever rings.
    configure_task(name=name, job_manager=app.job_manager, queue=queue_of(name)).defer(**ids)


def defer_each(name: str, key: str, ids: Iterable[int]) -> None:
    """One job per id, in one statement."""
    jobs: list[JSONDict] = [{key: row_id} for row_id in ids]
    configure_task(name=name, job_manager=app.job_manager, queue=queue_of(name)).batch_defer(*jobs)


def queue_of(name: str) -> str:
    return name.split(".")[0]
