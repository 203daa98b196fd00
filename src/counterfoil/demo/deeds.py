"""What the words of a script do: one verb of the desk each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, cast

from counterfoil.catalog.queries import category
from counterfoil.demo.company import Company
from counterfoil.demo.script import Step, read_answers
from counterfoil.people.actors import Actor, actor_of
from counterfoil.policy.vocabulary import Channel, Direction, InteractionKind, Kind, Status
from counterfoil.tickets.actions import assign, close, converse, escalate, progress, rate, relate, resolve, triage

if TYPE_CHECKING:
    from counterfoil.people.models import User
    from counterfoil.tickets.models import Ticket
    from counterfoil.tickets.models.link import LinkKind

OUTCOMES = {"solved": "Solved", "information": "Information given", "followup": "Follow-up agreed"}
BY_WHICH_WAY = {Channel.EMAIL: Channel.EMAIL, Channel.API: Channel.API}


@dataclass(frozen=True, slots=True)
class Moment:
    """A step about to be done: on which ticket, when, among whom. `told` are the labelled tickets so far."""

    ticket: "Ticket"
    step: Step
    company: Company
    told: "dict[str, Ticket]"
    now: datetime

    @property
    def who(self) -> "User":
        return self.company.people[self.step.who]

    @property
    def actor(self) -> Actor:
        """Staff at their desk, the requester by the way they came."""
        return actor_of(
            self.who, Channel.DESK if self.who.is_staff_member else BY_WHICH_WAY.get(Channel(self.ticket.channel), Channel.PORTAL)
        )

    @property
    def other(self) -> "Ticket":
        """The labelled ticket that the step names."""
        return self.told[self.step.how.split()[0].strip("#")]


def do(moment: Moment) -> "Ticket":
    """Do the step, and give back the ticket that goes on: another one where a closed ticket got a follow-up."""
    return DEEDS[moment.step.does](moment)


def take(moment: Moment) -> "Ticket":
    ticket = assign.take(ticket=moment.ticket, actor=moment.actor, seen=moment.ticket.acted_event_id, now=moment.now)
    return progress.start_work(ticket=ticket, actor=moment.actor, now=moment.now) if ticket.status == Status.NEW else ticket


def start(moment: Moment) -> "Ticket":
    return progress.start_work(ticket=moment.ticket, actor=moment.actor, now=moment.now)


def transfer(moment: Moment) -> "Ticket":
    team = moment.company.teams[moment.step.how]
    return assign.transfer(ticket=moment.ticket, actor=moment.actor, team=team, reason=moment.step.says, now=moment.now)


def assess(moment: Moment) -> "Ticket":
    """`network/vpn person degraded`, and `as request` where it is one."""
    words, _, kind = moment.step.how.partition(" as ")
    path, _, answers = words.partition(" ")
    return triage.triage(
        ticket=moment.ticket,
        actor=moment.actor,
        category=category(path),
        answers=read_answers(answers),
        kind=Kind.read(kind) if kind else None,
        now=moment.now,
    )


def reply(moment: Moment) -> "Ticket":
    say = converse.reply if moment.who.is_staff_member else converse.receive_reply
    return say(ticket=moment.ticket, actor=moment.actor, text=moment.step.says, now=moment.now)


def note(moment: Moment) -> "Ticket":
    return converse.add_note(ticket=moment.ticket, actor=moment.actor, text=moment.step.says, now=moment.now)


def contact(kind: InteractionKind) -> "Callable[[Moment], Ticket]":
    """`6 solved`: a contact of that many minutes, with that outcome, that has just ended."""

    def record(moment: Moment) -> "Ticket":
        minutes, outcome = moment.step.how.split()
        return converse.record_interaction(
            ticket=moment.ticket,
            actor=moment.actor,
            kind=kind,
            direction=Direction.OUTBOUND,
            started_at=moment.now - timedelta(minutes=int(minutes)),
            minutes=int(minutes),
            summary=moment.step.says,
            outcome=OUTCOMES[outcome],
            now=moment.now,
        )

    return record


def ask(moment: Moment) -> "Ticket":
    return progress.await_requester(ticket=moment.ticket, actor=moment.actor, question=moment.step.says, now=moment.now)


def resume(moment: Moment) -> "Ticket":
    return progress.resume_work(ticket=moment.ticket, actor=moment.actor, now=moment.now)


def raise_it(moment: Moment) -> "Ticket":
    return escalate.escalate(ticket=moment.ticket, actor=moment.actor, reason=moment.step.says, now=moment.now)


def take_back(moment: Moment) -> "Ticket":
    return escalate.de_escalate(ticket=moment.ticket, actor=moment.actor, reason=moment.step.says, now=moment.now)


def solve(moment: Moment) -> "Ticket":
    return resolve.resolve(ticket=moment.ticket, actor=moment.actor, solution=moment.step.says, cause=moment.step.how, now=moment.now)


def confirm(moment: Moment) -> "Ticket":
    return close.confirm_resolution(ticket=moment.ticket, actor=moment.actor, comment=moment.step.says, now=moment.now)


def end(moment: Moment) -> "Ticket":
    return close.close(ticket=moment.ticket, actor=moment.actor, reason=moment.step.says, now=moment.now)


def reopen(moment: Moment) -> "Ticket":
    return close.reopen(ticket=moment.ticket, actor=moment.actor, reason=moment.step.says, now=moment.now)


def score(moment: Moment) -> "Ticket":
    return rate.rate(ticket=moment.ticket, actor=moment.actor, score=int(moment.step.how), comment=moment.step.says, now=moment.now)


def link(moment: Moment) -> "Ticket":
    kind = cast("LinkKind", moment.step.how.split()[1])
    return relate.link(ticket=moment.ticket, to=moment.other, kind=kind, actor=moment.actor, now=moment.now)


def merge(moment: Moment) -> "Ticket":
    return relate.merge(ticket=moment.ticket, into=moment.other, actor=moment.actor, now=moment.now)


DEEDS: "dict[str, Callable[[Moment], Ticket]]" = {
    "takes": take,
    "starts": start,
    "transfers": transfer,
    "triages": assess,
    "replies": reply,
    "notes": note,
    "calls": contact(InteractionKind.CALL),
    "visits": contact(InteractionKind.VISIT),
    "asks": ask,
    "resumes": resume,
    "escalates": raise_it,
    "de-escalates": take_back,
    "resolves": solve,
    "confirms": confirm,
    "closes": end,
    "reopens": reopen,
    "rates": score,
    "links": link,
    "merges": merge,
}
