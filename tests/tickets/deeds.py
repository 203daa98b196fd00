"""Every verb with a status it is allowed in and somebody who may do it, so that all of them can be refused alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from counterfoil.catalog.queries import category
from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Direction, InteractionKind, Status, Verb
from counterfoil.tickets.actions import assign, close, converse, escalate, progress, rate, relate, resolve, triage
from counterfoil.tickets.models import LinkKind, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at

NEW, IN_PROGRESS, AWAITING, ESCALATED, RESOLVED, CLOSED = Status
UNRESOLVED = {NEW, IN_PROGRESS, AWAITING, ESCALATED}


@dataclass(frozen=True)
class Deed:
    """A verb as somebody would do it. `leads` is the whole of where it is allowed, and to which status it leads from there."""

    verb: Verb
    leads: dict[Status, Status]
    do: Callable[..., Ticket]
    by: str = "amir"
    has_seen: bool = True

    def __call__(self, cast: Cast, ticket: Ticket, actor: Actor | None = None, **values: Any) -> Ticket:
        user = getattr(cast, self.by)
        actor = actor or (at_portal(user) if self.by == "rita" else at_desk(user))
        return self.do(cast, **{"ticket": ticket, "actor": actor, "now": at(40), **values})

    @property
    def status(self) -> Status:
        return next(iter(self.leads))

    def __str__(self) -> str:
        return self.verb.value


def stays(*statuses: Status) -> dict[Status, Status]:
    return {status: status for status in statuses}


def other(cast: Cast) -> Ticket:
    """Another of Rita's tickets, for verbs that need two."""
    return make.ticket(cast, subject="The tunnel again")


CALL: dict[str, Any] = {
    "kind": InteractionKind.CALL,
    "direction": Direction.OUTBOUND,
    "started_at": at(-90),
    "summary": "Explained the gateway.",
}
ANYWHERE = stays(*Status)

DEEDS = [
    Deed(Verb.TRIAGE, stays(*UNRESOLVED, RESOLVED), lambda c, **v: triage.triage(category=category("software"), **v)),
    Deed(Verb.ASSIGN, stays(*UNRESOLVED, RESOLVED), lambda c, **v: assign.assign(assignee=c.tom, **v)),
    Deed(Verb.TAKE, stays(*UNRESOLVED, RESOLVED), lambda c, **v: assign.take(**{"seen": v["ticket"].acted_event_id, **v}), by="tom"),
    Deed(Verb.TRANSFER, stays(*UNRESOLVED), lambda c, **v: assign.transfer(team=c.network, reason="Theirs.", **v)),
    Deed(Verb.START_WORK, {NEW: IN_PROGRESS}, lambda c, **v: progress.start_work(**v)),
    Deed(
        Verb.REPLY,
        {NEW: IN_PROGRESS, **stays(IN_PROGRESS, AWAITING, ESCALATED, RESOLVED)},
        lambda c, **v: converse.reply(text="We are at it.", **v),
    ),
    Deed(Verb.NOTE, stays(*UNRESOLVED, RESOLVED), lambda c, **v: converse.add_note(text="Gateway 2 looks odd.", **v)),
    Deed(
        Verb.RECEIVE_REPLY,
        {NEW: NEW, IN_PROGRESS: IN_PROGRESS, AWAITING: IN_PROGRESS, ESCALATED: ESCALATED, RESOLVED: IN_PROGRESS, CLOSED: CLOSED},
        lambda c, **v: converse.receive_reply(text="It is gateway 2.", **v),
        by="rita",
        has_seen=False,
    ),
    Deed(Verb.RECORD_INTERACTION, ANYWHERE, lambda c, **v: converse.record_interaction(**CALL, **v)),
    Deed(
        Verb.AWAIT_REQUESTER,
        dict.fromkeys((NEW, IN_PROGRESS, ESCALATED), AWAITING),
        lambda c, **v: progress.await_requester(question="Which gateway?", **v),
    ),
    Deed(Verb.RESUME_WORK, {AWAITING: IN_PROGRESS}, lambda c, **v: progress.resume_work(**v)),
    Deed(
        Verb.ESCALATE,
        dict.fromkeys((NEW, IN_PROGRESS, AWAITING), ESCALATED),
        lambda c, **v: escalate.escalate(reason="Beyond what I may decide.", **v),
    ),
    Deed(Verb.DE_ESCALATE, {ESCALATED: IN_PROGRESS}, lambda c, **v: escalate.de_escalate(reason="Ours after all.", **v)),
    Deed(Verb.RESOLVE, dict.fromkeys(sorted(UNRESOLVED), RESOLVED), lambda c, **v: resolve.resolve(solution="Key lifetime set back.", **v)),
    Deed(Verb.CONFIRM, {RESOLVED: CLOSED}, lambda c, **v: close.confirm_resolution(comment="It works.", **v), by="rita"),
    Deed(Verb.CLOSE, {RESOLVED: CLOSED}, lambda c, **v: close.close(reason="Told by phone.", **v), by="lena"),
    Deed(Verb.REOPEN, {RESOLVED: IN_PROGRESS}, lambda c, **v: close.reopen(reason="It drops again.", **v), by="rita"),
    Deed(Verb.RATE, stays(RESOLVED, CLOSED), lambda c, **v: rate.rate(score=5, comment="Quick.", **v), by="rita", has_seen=False),
    Deed(Verb.LINK, ANYWHERE, lambda c, **v: relate.link(to=other(c), kind=LinkKind.RELATED, **v)),
    Deed(Verb.MERGE, dict.fromkeys(sorted(UNRESOLVED), CLOSED), lambda c, **v: relate.merge(into=other(c), **v)),
]
BY_VERB = {deed.verb: deed for deed in DEEDS}
