"""Carry out the steps of one ticket: each is a verb of the record, called at its own time."""

from collections.abc import Callable
from dataclasses import dataclass

from counterfoil.exchange.history import Outline
from counterfoil.exchange.importers.cast import Cast
from counterfoil.exchange.replay import Step
from counterfoil.people.actors import Actor, importer
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Verb
from counterfoil.tickets.actions.assign import assign, transfer
from counterfoil.tickets.actions.close import close, reopen
from counterfoil.tickets.actions.escalate import de_escalate, escalate
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.actions.progress import await_requester, resume_work, start_work
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.placing import Place


@dataclass(frozen=True, slots=True)
class Performance:
    """What every step of an import shares. `policy` is the id of the version that governs, None for the one in force then."""

    cast: Cast
    source: str
    policy: int | None


def perform(outline: Outline, steps: list[Step], on: Performance) -> Ticket:
    """Log the ticket and do the rest of its steps. Raises what the verbs raise."""
    ticket = _log(outline, steps[0], on)
    for step in steps[1:]:
        ticket = DEEDS[step.verb](ticket, step, on.cast)
    return ticket


def _log(outline: Outline, step: Step, on: Performance) -> Ticket:
    """Log it, placed where the source had it. A priority the matrix does not give is one that somebody there had chosen."""
    given, cast = step.arguments, on.cast
    team = cast.team(given["team"]) if given["team"] else None
    assignee = cast.agent(given["assignee"], now=step.at) if given["assignee"].name else None
    ticket = log_ticket(
        actor=_actor(step, cast),
        requester=cast.requester(outline.requester, now=step.at),
        subject=outline.subject,
        description=outline.description,
        channel=outline.channel,
        kind=outline.kind,
        category=cast.category(given["category"]) if given["category"] else None,
        answers=_answers(step),
        placed=Place(team.id if team else None, assignee.id if assignee else None),
        policy=on.policy,
        external_reference=outline.external_reference,
        external_source=on.source,
        reported_at=outline.reported_at,
        now=step.at,
    )
    return _triage(ticket, step, cast) if given["priority"] not in ("", ticket.priority) else ticket


def _triage(ticket: Ticket, step: Step, cast: Cast) -> Ticket:
    given = step.arguments
    return triage(
        ticket=ticket,
        actor=_actor(step, cast),
        category=cast.category(given["category"]) if given["category"] else None,
        answers=_answers(step),
        priority=given["priority"] or None,
        reason=given["reason"],
        now=step.at,
    )


def _assign(ticket: Ticket, step: Step, cast: Cast) -> Ticket:
    named = step.arguments["assignee"]
    return assign(ticket=ticket, actor=_actor(step, cast), assignee=cast.agent(named, now=step.at) if named.name else None, now=step.at)


def _transfer(ticket: Ticket, step: Step, cast: Cast) -> Ticket:
    return transfer(ticket=ticket, actor=_actor(step, cast), team=cast.team(step.arguments["team"]), now=step.at)


def _plainly(verb: Callable[..., Ticket]) -> Callable[[Ticket, Step, Cast], Ticket]:
    """The deed of a verb that takes the step's words as they are."""
    return lambda ticket, step, cast: verb(ticket=ticket, actor=_actor(step, cast), now=step.at, **step.arguments)


def _answers(step: Step) -> Answers:
    given = step.arguments
    return Answers(given["impact"] or None, given["urgency"] or None, given["workaround"])


def _actor(step: Step, cast: Cast) -> Actor:
    by = cast.agent(step.by, now=step.at) if step.by.name else None
    return importer(by, is_supplied=step.is_supplied, texts=step.supplied)


DEEDS: dict[Verb, Callable[[Ticket, Step, Cast], Ticket]] = {
    Verb.TRIAGE: _triage,
    Verb.ASSIGN: _assign,
    Verb.TRANSFER: _transfer,
    Verb.START_WORK: _plainly(start_work),
    Verb.AWAIT_REQUESTER: _plainly(await_requester),
    Verb.RESUME_WORK: _plainly(resume_work),
    Verb.ESCALATE: _plainly(escalate),
    Verb.DE_ESCALATE: _plainly(de_escalate),
    Verb.RESOLVE: _plainly(resolve),
    Verb.CLOSE: _plainly(close),
    Verb.REOPEN: _plainly(reopen),
}
