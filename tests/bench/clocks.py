"""How fast clocks are computed, and a policy read: pure, one process."""

import time
from datetime import timedelta

from counterfoil.policy import clocks
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.parse import SOP_DEFAULTS, parse, shipped
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Role, Status
from tests.bench.desk import NOW

CLOCKS = 100_000


def measure() -> None:
    """Print clocks a second and the time for a hundred thousand; policy loads a second."""
    cases = [case(number) for number in range(500)]
    count, start = 0, time.perf_counter()
    while count < CLOCKS:
        for one in cases:
            count += len(clocks.readings(one, SOP_DEFAULTS))
    took = time.perf_counter() - start
    print(f"clocks: {count / took:,.0f}/s, {CLOCKS:,} in {took * CLOCKS / count:.1f} s (goal: 10 s)")
    text, start = shipped("sop"), time.perf_counter()
    for _ in range(20):
        parse(text, source="sop.toml")
    print(f"policy load: {20 / (time.perf_counter() - start):.0f}/s")


def case(number: int) -> Case:
    """A ticket of some days with two pauses and a reply, each a little different from the next."""
    start = NOW + timedelta(minutes=17 * number)
    steps = [
        (EventKind.TICKET_LOGGED, 0, Role.REQUESTER, Status.NEW),
        (EventKind.WORK_STARTED, 20, Role.AGENT, Status.IN_PROGRESS),
        (EventKind.REQUESTER_AWAITED, 45, Role.AGENT, Status.AWAITING_USER_INPUT),
        (EventKind.REPLY_RECEIVED, 200, Role.REQUESTER, Status.IN_PROGRESS),
        (EventKind.REPLY_SENT, 260, Role.AGENT, None),
        (EventKind.REQUESTER_AWAITED, 1500, Role.AGENT, Status.AWAITING_USER_INPUT),
        (EventKind.REPLY_RECEIVED, 2900, Role.REQUESTER, Status.IN_PROGRESS),
    ]
    priority = ("critical", "high", "medium", "low")[number % 4]
    facts = tuple(
        Fact(kind=kind, at=start + timedelta(minutes=after), id=place, role=role, status=status, priority=None if place else priority)
        for place, (kind, after, role, status) in enumerate(steps)
    )
    return Case(f"INC-{number:06d}", Kind.INCIDENT, Channel.PORTAL, start, start, facts)
