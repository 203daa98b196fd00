"""What becomes of jobs that nobody finished, or that nobody needs to see any more."""

from datetime import datetime, timedelta

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.jobs import Job, Status

DUTIES = "duties"  # the queue of what time alone asks for
SILENCE = 30.0  # seconds without a heartbeat after which a worker is dead
MOST_DEATHS = 5
KEEP_FAILED = timedelta(days=30)
KEEP_FAILED_DUTIES = timedelta(days=3)


def revive(*, now: datetime) -> int:
    """Ring again for the jobs of dead workers. Returns how many were found.

    A duty comes round by itself, and a job that has seen several workers die is likelier the cause than the victim.
    """
    return async_to_sync(_revive)(now)


async def _revive(now: datetime) -> int:
    stalled = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENCE))
    for job in stalled:
        await _revive_one(job, now)
    return len(stalled)


async def _revive_one(job: Job, now: datetime) -> None:
    assert job.id is not None, "a stalled job has a row"
    if job.queue == DUTIES:
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
    elif job.attempts >= MOST_DEATHS:
        await app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=False)
    else:
        await app.job_manager.retry_job(job, retry_at=now)


def remove_finished(*, now: datetime) -> None:  # noqa: ARG001  # the age of a job is the engine's to tell
    """Forget the jobs that failed long ago; those that succeed go at once. The rows they rang for stay."""
    for queue, age in ((DUTIES, KEEP_FAILED_DUTIES), (None, KEEP_FAILED)):
        async_to_sync(app.job_manager.delete_old_jobs)(
            nb_hours=age // timedelta(hours=1), queue=queue, include_failed=True, include_cancelled=True, include_aborted=True
        )
