"""From the states a source recorded to the verbs that must have led there, in order and at their time.

The source's final `resolved_at` and `closed_at` go before the time of a status row. Nothing is forced: a row that the life of a
ticket does not allow is refused, with the reason, and the rest goes on.
"""

from collections import deque
from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any

from counterfoil.exchange.history import NOBODY, History, Outline, Person, State
from counterfoil.exchange.mapping import Text
from counterfoil.policy import lifecycle
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import Status, Verb

NOTHING: Pairs[str, Any] = MappingProxyType({})
ENDED = (Status.RESOLVED, Status.CLOSED)
ASSESSED = ("category", "impact", "urgency", "workaround", "priority")
ROUTES = (Verb.START_WORK, Verb.RESUME_WORK, Verb.DE_ESCALATE, Verb.REOPEN, Verb.AWAIT_REQUESTER, Verb.ESCALATE, Verb.RESOLVE)
ESCALATED_AFTER = {Verb.ESCALATE: True, Verb.DE_ESCALATE: False, Verb.RESOLVE: False}


class Impossible(ValueError):
    """The times of a ticket contradict each other, so that no order of verbs gives them. The text is for people."""


@dataclass(frozen=True, slots=True)
class Step:
    """One verb at its instant. `arguments` are the source's words; `by` is the person whom the source names, if it does.

    `is_supplied`: the source does not know the step. `supplied` names the texts and fields that the mapping gave.
    """

    at: datetime
    verb: Verb
    row: int
    arguments: Pairs[str, Any] = field(default_factory=dict)
    by: Person = NOBODY
    is_supplied: bool = False
    supplied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row that was not replayed, or not wholly, and why."""

    row: int
    reason: str


@dataclass(frozen=True, slots=True)
class Times:
    """When the ticket was logged and, where it ended, finally resolved and closed. `is_resolution_supplied`: nobody recorded it."""

    logged_at: datetime
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    is_resolution_supplied: bool = False


def replay(history: History) -> tuple[list[Step], list[Refusal]]:
    """The steps of one ticket, the first of them its logging, and the rows refused. Raises Impossible."""
    states = sorted(history.states, key=lambda state: state.at)
    times = times_of(history.outline, states)
    states, astray = in_order(states, times)
    walk = Walk(history.outline, times, states[0])
    last_work = max((number for number, state in enumerate(states) if state.status not in ENDED), default=-1)
    for number, state in enumerate(states):
        walk.follow(state, is_ending=times.resolved_at is not None and number > last_work)
    walk.end()
    return walk.steps, sorted(astray + walk.refusals, key=lambda refusal: refusal.row)


def times_of(outline: Outline, states: list[State]) -> Times:
    """The times of a ticket whose states stand in order. Raises Impossible.

    Who was closed was resolved: where the source keeps a final resolution time and left it empty, or has no status row to tell,
    a resolution is supplied at closing.
    """
    logged_at = max(outline.reported_at, outline.logged_at or states[0].at)
    closed_at = outline.closed_at or next((state.at for state in states if state.status is Status.CLOSED), None)
    if closed_at is None and states[-1].status is not Status.RESOLVED:
        return Times(logged_at)
    resolved_at = outline.resolved_at
    if resolved_at is None and not (outline.has_final_times and closed_at):
        resolved_at = _last_resolution(states)
    final = resolved_at or closed_at or states[-1].at
    if final < outline.reported_at:
        raise Impossible("The ticket was resolved before it was reported.")
    if closed_at and closed_at < final:
        raise Impossible("The ticket was closed before it was resolved.")
    return Times(min(logged_at, final), final, closed_at, is_resolution_supplied=resolved_at is None)


def in_order(states: list[State], times: Times) -> tuple[list[State], list[Refusal]]:
    """The states that belong to the ticket's life, and those that do not: after Closed, after the last resolution, New again.

    A state from before the logging is taken at the logging. The first one is always kept, for it tells how the ticket began.
    """
    kept: list[State] = []
    astray: list[Refusal] = []
    closed_by = 0
    for state in states:
        if closed_by:
            astray.append(Refusal(state.row, f"The ticket was closed by row {closed_by}, and this update came after."))
        elif kept and state.status not in ENDED and times.resolved_at and state.at > times.resolved_at:
            astray.append(Refusal(state.row, f"The row says {state.status.label} after the source’s last resolution of the ticket."))
        elif kept and state.status not in ENDED and route_between(kept[-1].status, state.status, False) is None:
            astray.append(Refusal(state.row, f"The row says {state.status.label}, and nothing leads there from {kept[-1].status.label}."))
        else:
            at = max(state.at, times.logged_at)
            kept.append(replace(state, at=min(at, times.resolved_at or at)))
            closed_by = state.row if state.status is Status.CLOSED else 0
    return kept, astray


class Walk:
    """The way through the states of one ticket: what it is like by now, and the steps that led there."""

    def __init__(self, outline: Outline, times: Times, first: State) -> None:
        self.outline = outline
        self.times = times
        self.steps: list[Step] = []
        self.refusals: list[Refusal] = []
        self._status, self._is_escalated = Status.NEW, False
        self._known = {name: getattr(first, name) for name in ASSESSED}
        # Without a team there is no placing at the logging: whom the row names is assigned right after.
        self._team, self._assignee = first.team, (first.team and first.assignee) or NOBODY
        self._last_assignee = self._assignee
        self._row, self._resolution_row = first.row, 0
        self._reason = {"reason": outline.texts[Text.REASON]}
        arguments = self._known | self._reason | {"team": first.team, "assignee": self._assignee}
        self.steps.append(Step(times.logged_at, Verb.LOG, first.row, arguments, supplied=outline.supplied))

    def follow(self, state: State, *, is_ending: bool) -> None:
        """Do what makes the ticket like this state. The final resolution and closing are left to `end`, which knows their times."""
        self._row = state.row
        # Whoever reopens a ticket does so first: a resolved one is neither transferred nor taken from its assignee.
        is_reopening = self._status is Status.RESOLVED and state.status not in ENDED
        if is_reopening:
            self._go_on(state)
        self._assess(state)
        self._hand_over(state)
        if is_ending:
            self._resolution_row = self._resolution_row or state.row
        elif not is_reopening:
            self._go_on(state)

    def end(self) -> None:
        """Resolve and close at the source's final times, where the ticket ended. Closing in an import is nobody's confirmation."""
        closing_row = self._row
        if self.times.resolved_at:
            self._row = self._resolution_row or closing_row
            self._resolve(self.times.resolved_at, is_supplied=self.times.is_resolution_supplied, by=self.outline.resolver)
        if self.times.closed_at:
            self._row = closing_row
            self._do(Verb.CLOSE, self.times.closed_at, self._reason, supplied=(Text.REASON,))

    def _assess(self, state: State) -> None:
        """A cell that became empty says nothing: what was known stays."""
        changed = {name: said for name in ASSESSED if (said := getattr(state, name)) not in ("", None, self._known[name])}
        if changed and self._do(Verb.TRIAGE, state.at, self._known | changed | self._reason):
            self._known |= changed

    def _hand_over(self, state: State) -> None:
        """Transfer to the team, then assign. A transfer takes the ticket from its assignee; an ended ticket keeps the last one."""
        if state.team and state.team != self._team and self._do(Verb.TRANSFER, state.at, {"team": state.team}):
            self._team, self._assignee = state.team, NOBODY
        said = state.assignee
        if said is not None and said != self._assignee and (said != NOBODY or state.status not in ENDED):
            self._assign(said, state.at)

    def _assign(self, assignee: Person, at: datetime, *, is_supplied: bool = False, supplied: tuple[str, ...] = ()) -> None:
        if self._do(Verb.ASSIGN, at, {"assignee": assignee}, is_supplied=is_supplied, supplied=supplied):
            self._assignee, self._last_assignee = assignee, assignee if assignee.name else self._last_assignee

    def _go_on(self, state: State) -> None:
        """Take the shortest way to the state's status."""
        for verb in route_between(self._status, state.status, self._is_escalated) or ():
            if verb is Verb.RESOLVE:
                self._resolve(state.at, is_supplied=state.is_supplied)
            elif verb is Verb.AWAIT_REQUESTER:
                self._do(verb, state.at, {"question": self.outline.texts[Text.QUESTION]}, supplied=(Text.QUESTION,))
            elif verb is Verb.ESCALATE:
                self._do(verb, state.at, self._reason, supplied=(Text.REASON,))
            else:
                self._do(verb, state.at)

    def _resolve(self, at: datetime, *, is_supplied: bool = False, by: Person = NOBODY) -> None:
        """Resolve, after supplying what the SOP asks for and the source lacks (SOP 1 §4.7, SOP 2 §3.1)."""
        outline = self.outline
        if not self._known["category"]:
            self._known["category"] = outline.texts[Text.CATEGORY]
            self._do(Verb.TRIAGE, at, self._known | self._reason, is_supplied=True, supplied=(Text.CATEGORY,))
        if not self._assignee.name:
            named = next((person for person in (by, self._last_assignee, outline.resolver) if person.name), None)
            self._assign(named or outline.stand_in, at, is_supplied=True, supplied=() if named else (Text.ASSIGNEE,))
        arguments = {"solution": outline.solution or outline.texts[Text.SOLUTION], "cause": outline.cause}
        lacking = () if outline.solution else (Text.SOLUTION,)
        self._do(Verb.RESOLVE, at, arguments, by=by if by.name else self._assignee, is_supplied=is_supplied, supplied=lacking)

    def _do(
        self,
        verb: Verb,
        at: datetime,
        arguments: Pairs[str, Any] = NOTHING,
        *,
        by: Person = NOBODY,
        is_supplied: bool = False,
        supplied: tuple[str, ...] = (),
    ) -> bool:
        """Add a step if the life of a ticket allows it here, else refuse the row."""
        try:
            self._status = lifecycle.after(self._status, verb, escalated=self._is_escalated)
        except Refused as refused:
            self._refuse(str(refused))
            return False
        self._is_escalated = ESCALATED_AFTER.get(verb, self._is_escalated)
        self.steps.append(Step(at, verb, self._row, arguments, by, is_supplied, supplied))
        return True

    def _refuse(self, reason: str) -> None:
        self.refusals.append(Refusal(self._row, reason))


@cache
def route_between(status: Status, wanted: Status, is_escalated: bool) -> tuple[Verb, ...] | None:
    """The shortest way from one status to another by the lifecycle's table; None where there is none."""
    ways: deque[tuple[Status, bool, tuple[Verb, ...]]] = deque([(status, is_escalated, ())])
    seen = {(status, is_escalated)}
    while ways:
        here, escalated, way = ways.popleft()
        if here is wanted:
            return way
        for verb in ROUTES:
            if here not in lifecycle.LEADS_TO[verb]:
                continue
            there = (lifecycle.after(here, verb, escalated=escalated), ESCALATED_AFTER.get(verb, escalated))
            if there not in seen:
                seen.add(there)
                ways.append((*there, (*way, verb)))
    return None


def _last_resolution(states: list[State]) -> datetime | None:
    """When the last stretch of Resolved rows began, if no work came after it."""
    last_work = max((number for number, state in enumerate(states) if state.status not in ENDED), default=-1)
    return next((state.at for state in states[last_work + 1 :] if state.status is Status.RESOLVED), None)
