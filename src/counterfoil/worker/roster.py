"""The roster: all recurring duty and all deferred work of the installation, on one page.

Any number of workers share it. Every duty claims what it works on, and every job may run twice and does no more the second time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from counterfoil.notifications import deliver, fan_out
from counterfoil.tickets.actions import keep_time
from counterfoil.upkeep import invariants
from counterfoil.worker import jobs


@dataclass(frozen=True, kw_only=True)
class Duty:
    """What time alone asks for: `every` so many `s` or `min`, or once a day `at` a time of UTC. `run` is given `now`."""

    name: str
    run: Callable[..., Any]
    every: str = ""
    at: str = ""


@dataclass(frozen=True, kw_only=True)
class Job:
    """What a change asks for by `store.defer`: `run` is given the ids it rang with, and `now`. It is tried so many times."""

    name: str
    run: Callable[..., Any]
    tries: int


# fmt: off
DUTIES = (
    Duty(name="keep time",                every="5 s",    run=keep_time.sweep),       # at risk, breached, rungs: SOP 1 §3, §5
    Duty(name="remind, then close",       every="10 min", run=keep_time.silence),     # SOP 1 §4.6, §4.7
    Duty(name="fan out what was missed",  every="30 s",   run=fan_out.missed),
    Duty(name="deliver what is due",      every="30 s",   run=deliver.due),           # put off, in doubt, or without a job
    Duty(name="revive stalled jobs",      every="30 s",   run=jobs.revive),           # a killed worker's jobs come back
    Duty(name="remove old finished jobs", at="03:00",     run=jobs.remove_finished),
    Duty(name="verify everything",        at="02:00",     run=invariants.verify),
)
JOBS = (
    Job(name="notifications.fan_out", run=fan_out.event, tries=8),                    # SOP 1 §4.1, §4.4, §4.6
    Job(name="notifications.deliver", run=deliver.one,   tries=8),
    Job(name="notifications.link",    run=fan_out.link,  tries=8),
)
# fmt: on
