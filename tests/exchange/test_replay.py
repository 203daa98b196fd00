"""Rows of a ticket become verbs at their time; what the life of a ticket does not allow is refused."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from counterfoil.exchange.history import NOBODY, History, Person, State
from counterfoil.exchange.replay import Impossible, Step, replay, route_between
from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import Status, Verb
from tests.exchange.desk import LOG, history, instant

OUTLINE = history("08:00 New").outline
SOURCE_WITHOUT_FINAL_TIMES = LOG.replace('resolved_at = "solved"\n', "").replace('closed_at = "shut"\n', "")


def told(step: Step) -> str:
    """A step as the tables below write it: time, verb, whom or what it names, and a `*` when it is supplied."""
    given = step.arguments
    named = given.get("team") or (given["assignee"].name or "nobody") if step.verb in (Verb.ASSIGN, Verb.TRANSFER) else ""
    if step.verb is Verb.TRIAGE:
        named = " ".join(given[name] for name in ("category", "impact", "urgency") if given[name])
    return " ".join(filter(None, [f"{step.at:%H:%M}", step.verb.value + ("*" if step.is_supplied else ""), named]))


WALKS = {
    "a plain life": (
        ["08:05 New group=Desk", "09:00 Work group=Desk worker=Amir", "10:00 Solved worker=Amir", "12:00 Shut worker=Amir"],
        {"solved": "10:00", "shut": "12:00"},
        ["08:05 log", "09:00 assign Amir", "09:00 start_work", "10:00 resolve", "12:00 close"],
    ),
    "a first row at work is logged New and started": (
        ["08:05 Work group=Desk worker=Amir"],
        {},
        ["08:05 log", "08:05 start_work"],
    ),
    "the final resolution goes before the time of a status row": (
        ["08:05 New worker=Amir", "09:00 Solved worker=Amir", "11:00 Solved worker=Amir", "12:00 Shut worker=Amir"],
        {"solved": "11:00", "shut": "12:00"},
        ["08:05 log", "08:05 assign Amir", "11:00 resolve", "12:00 close"],
    ),
    "a resolution that was reopened keeps the time of its row": (
        ["08:05 New worker=Amir group=Desk", "09:00 Solved worker=Amir", "09:30 Work worker=Amir", "10:00 Solved", "12:00 Shut"],
        {"solved": "10:00", "shut": "12:00"},
        ["08:05 log", "09:00 resolve", "09:30 reopen", "10:00 resolve", "12:00 close"],
    ),
    "a reopening comes before what changes with it": (
        ["08:05 New worker=Amir group=Desk", "09:00 Solved worker=Amir", "09:30 Work group=Network", "10:00 Solved", "10:30 Work"],
        {},
        [
            *("08:05 log", "09:00 resolve", "09:30 reopen", "09:30 transfer Network"),
            *("10:00 assign* Amir", "10:00 resolve", "10:30 reopen", "10:30 assign nobody"),
        ],
    ),
    "a wait after a resolution reopens first": (
        ["08:05 Work worker=Amir group=Desk", "09:00 Solved worker=Amir", "09:30 Wait worker=Amir", "10:00 Solved", "12:00 Shut"],
        {"solved": "10:00", "shut": "12:00"},
        ["08:05 log", "08:05 start_work", "09:00 resolve", "09:30 reopen", "09:30 await_requester", "10:00 resolve", "12:00 close"],
    ),
    "closed without a resolution: one is supplied at closing": (
        ["08:05 New worker=Amir group=Desk", "09:00 Solved worker=Amir", "12:00 Shut worker=Amir"],
        {"shut": "12:00"},
        ["08:05 log", "12:00 resolve*", "12:00 close"],
    ),
    "closed from New: likewise": (
        ["08:05 New worker=Amir group=Desk", "12:00 Shut worker=Amir"],
        {"shut": "12:00"},
        ["08:05 log", "12:00 resolve*", "12:00 close"],
    ),
    "the source's closing goes before the time of its row": (
        ["08:05 New worker=Amir group=Desk", "10:00 Solved worker=Amir", "10:01 Shut worker=Amir"],
        {"solved": "10:00", "shut": "15:00"},
        ["08:05 log", "10:00 resolve", "15:00 close"],
    ),
    "who resolved an unassigned ticket becomes its assignee": (
        ["08:05 New group=Desk", "10:00 Solved"],
        {"solved": "10:00", "solver": "Nadia"},
        ["08:05 log", "10:00 assign* Nadia", "10:00 resolve"],
    ),
    "whom nobody names is supplied": (
        ["08:05 New group=Desk", "10:00 Solved"],
        {"solved": "10:00"},
        ["08:05 log", "10:00 assign* Nobody named", "10:00 resolve"],
    ),
    "an assignee who was taken off comes back to resolve": (
        ["08:05 New group=Desk worker=Amir", "09:00 Work", "10:00 Solved"],
        {"solved": "10:00"},
        ["08:05 log", "09:00 assign nobody", "09:00 start_work", "10:00 assign* Amir", "10:00 resolve"],
    ),
    "an ended ticket keeps its assignee": (
        ["08:05 New group=Desk worker=Amir", "10:00 Solved", "12:00 Shut"],
        {"solved": "10:00", "shut": "12:00"},
        ["08:05 log", "10:00 resolve", "12:00 close"],
    ),
    "a change of group is a transfer, after which the assignee is assigned again": (
        ["08:05 New group=Desk worker=Amir", "09:00 New group=Network worker=Amir", "09:30 New group=Desk", "09:40 New"],
        {},
        ["08:05 log", "09:00 transfer Network", "09:00 assign Amir", "09:30 transfer Desk"],
    ),
    "an assignee without a team is assigned right after the logging": (
        ["08:05 New worker=Amir"],
        {},
        ["08:05 log", "08:05 assign Amir"],
    ),
    "a change of impact, urgency or category is a triage": (
        ["08:05 New impact=person urgency=degraded", "09:00 New impact=department", "09:30 New kind=software", "09:40 New kind=?"],
        {},
        ["08:05 log", "09:00 triage network department degraded", "09:30 triage software department degraded"],
    ),
    "a missing category is supplied before resolving": (
        ["08:05 New group=Desk worker=Amir", "10:00 Solved worker=Amir"],
        {"solved": "10:00", "kind": ""},
        ["08:05 log", "10:00 triage* general", "10:00 resolve"],
    ),
    "an escalation survives a wait and is taken back": (
        ["08:05 New group=Desk", "09:00 Raised", "09:30 Wait", "10:00 Work"],
        {},
        ["08:05 log", "09:00 escalate", "09:30 await_requester", "10:00 resume_work", "10:00 de_escalate"],
    ),
    "a resolution ends an escalation": (
        ["08:05 Raised group=Desk worker=Amir", "09:00 Solved worker=Amir", "09:30 Wait worker=Amir", "10:00 Work worker=Amir"],
        {},
        ["08:05 log", "08:05 escalate", "09:00 resolve", "09:30 reopen", "09:30 await_requester", "10:00 resume_work"],
    ),
    "rows are taken in the order of their times": (
        ["10:00 Work group=Desk", "08:05 New group=Desk"],
        {},
        ["08:05 log", "10:00 start_work"],
    ),
    "a row from before the report is taken at the report": (
        ["07:30 New group=Desk", "09:00 Work group=Desk"],
        {},
        ["08:00 log", "09:00 start_work"],
    ),
    "an old resolution of a ticket that is at work again is no ending": (
        ["08:05 New group=Desk worker=Amir", "09:00 Solved worker=Amir", "10:00 Work worker=Amir"],
        {"solved": "09:00"},
        ["08:05 log", "09:00 resolve", "10:00 reopen"],
    ),
}


@pytest.mark.parametrize(("rows", "cells", "expected"), WALKS.values(), ids=WALKS)
def test_rows_become_verbs(rows: list[str], cells: dict[str, str], expected: list[str]) -> None:
    steps, refusals = replay(history(*rows, **cells))
    assert [told(step) for step in steps] == expected
    assert not refusals


REFUSED = {
    "an update after the closing": (
        ["08:05 New worker=Amir", "10:00 Solved worker=Amir", "12:00 Shut", "13:00 Work", "14:00 Shut"],
        {"solved": "10:00", "shut": "14:00"},
        [
            (5, "The ticket was closed by row 4, and this update came after."),
            (6, "The ticket was closed by row 4, and this update came after."),
        ],
    ),
    "work after the last resolution": (
        ["11:00 New worker=Amir", "10:00 Solved worker=Amir", "09:00 New worker=Amir", "12:00 Shut"],
        {"solved": "10:00", "shut": "12:00"},
        [(2, "The row says New after the source’s last resolution of the ticket.")],
    ),
    "back to New": (
        ["08:05 Work worker=Amir", "09:00 New worker=Amir"],
        {},
        [(3, "The row says New, and nothing leads there from In Progress.")],
    ),
    "a transfer while resolved": (
        [
            "08:05 New group=Desk worker=Amir",
            "09:00 Solved worker=Amir",
            "09:10 Solved group=Network worker=Amir",
            "10:00 Work worker=Amir",
        ],
        {},
        [(4, "This ticket is Resolved. It can be transferred only while it is New, In Progress, Awaiting User Input or Escalated.")],
    ),
}


@pytest.mark.parametrize(("rows", "cells", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_the_lifecycle_does_not_allow_is_listed_with_its_row(
    rows: list[str], cells: dict[str, str], expected: list[tuple[int, str]]
) -> None:
    steps, refusals = replay(history(*rows, **cells))
    assert [(refusal.row, refusal.reason) for refusal in refusals] == expected
    if "shut" in cells:
        assert [told(step) for step in steps[-2:]] == [f"{cells['solved']} resolve", f"{cells['shut']} close"]


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"solved": "07:00", "shut": "12:00"}, "resolved before it was reported"),
        ({"solved": "12:00", "shut": "11:00"}, "closed before it was resolved"),
        ({"shut": "07:00"}, "resolved before it was reported"),
    ],
)
def test_times_that_contradict_each_other_refuse_the_ticket(cells: dict[str, str], reason: str) -> None:
    with pytest.raises(Impossible, match=reason):
        replay(history("08:05 New", "12:00 Shut", **cells))


def test_without_final_times_in_the_source_the_status_rows_tell_them() -> None:
    rows = ("08:05 New group=Desk worker=Amir", "09:00 Solved worker=Amir", "10:00 Solved worker=Amir", "12:00 Shut worker=Amir")
    steps, _ = replay(history(*rows, text=SOURCE_WITHOUT_FINAL_TIMES))
    assert [told(step) for step in steps] == ["08:05 log", "09:00 resolve", "12:00 close"]


def test_what_the_source_lacks_is_named_on_the_step() -> None:
    steps, _ = replay(history("08:05 New", "09:00 Wait", "10:00 Shut", shut="10:00", who="", kind=""))
    assert {step.verb: step.supplied for step in steps} == {
        Verb.LOG: ("requester", "subject", "description", "contact"),
        Verb.AWAIT_REQUESTER: ("question",),
        Verb.TRIAGE: ("category",),
        Verb.ASSIGN: ("assignee",),
        Verb.RESOLVE: ("solution",),
        Verb.CLOSE: ("reason",),
    }


def test_the_resolver_resolves_in_their_own_name() -> None:
    steps, _ = replay(history("08:05 New group=Desk worker=Amir", "09:00 Solved worker=Amir", solved="09:00", solver="Nadia"))
    assert steps[-1].by.name == "Nadia"
    assert steps[-1].row == 3


def test_every_status_is_reached_by_the_shortest_way_or_not_at_all() -> None:
    assert route_between(Status.RESOLVED, Status.AWAITING_USER_INPUT, False) == (Verb.REOPEN, Verb.AWAIT_REQUESTER)
    assert route_between(Status.AWAITING_USER_INPUT, Status.IN_PROGRESS, True) == (Verb.RESUME_WORK, Verb.DE_ESCALATE)
    assert route_between(Status.NEW, Status.RESOLVED, False) == (Verb.RESOLVE,)
    assert route_between(Status.IN_PROGRESS, Status.IN_PROGRESS, False) == ()
    assert route_between(Status.IN_PROGRESS, Status.NEW, False) is None
    assert route_between(Status.CLOSED, Status.IN_PROGRESS, False) is None


PEOPLE = st.sampled_from([None, NOBODY, Person("Amir", "amir@x.invalid"), Person("Nadia", "nadia@x.invalid")])
MINUTES = st.integers(0, 600).map(lambda minute: instant("07:00") + timedelta(minutes=minute))
STATES = st.builds(
    State,
    row=st.just(2),
    at=MINUTES,
    status=st.sampled_from(list(Status)),
    team=st.sampled_from(["", "Desk", "Network"]),
    assignee=PEOPLE,
    category=st.sampled_from(["", "network", "software"]),
)


@settings(max_examples=500, deadline=None)
@given(states=st.lists(STATES, min_size=1, max_size=8), resolved_at=st.none() | MINUTES, closed_at=st.none() | MINUTES, keeps=st.booleans())
def test_any_rows_give_a_life_the_table_allows(
    states: list[State], resolved_at: datetime | None, closed_at: datetime | None, keeps: bool
) -> None:
    numbered = tuple(replace(state, row=number) for number, state in enumerate(states, start=2))
    outline = replace(OUTLINE, resolved_at=resolved_at, closed_at=closed_at, has_final_times=keeps)
    try:
        steps, refusals = replay(History(outline, numbered))
    except Impossible:
        return
    assert [step.verb for step in steps].count(Verb.LOG) == 1
    assert steps == sorted(steps, key=lambda step: step.at)
    assert steps[0].at >= outline.reported_at
    assert {refusal.row for refusal in refusals} <= {state.row for state in numbered}
    status, escalated = Status.NEW, False
    for step in steps[1:]:
        status = lifecycle.after(status, step.verb, escalated=escalated)
        escalated = {Verb.ESCALATE: True, Verb.DE_ESCALATE: False, Verb.RESOLVE: False}.get(step.verb, escalated)
    if closed_at:
        assert (steps[-1].verb, steps[-1].at) == (Verb.CLOSE, closed_at)
        assert (steps[-2].verb, steps[-2].at) == (Verb.RESOLVE, resolved_at or steps[-2].at)
        assert steps[-2].is_supplied <= (resolved_at is None)
