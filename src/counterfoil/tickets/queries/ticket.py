"""One ticket, and what stands beside it on its page."""

from dataclasses import dataclass, replace
from datetime import datetime

from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.people.models import WORKING, Team, User
from counterfoil.policy import clocks, closure, lifecycle
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.clocks import ClockLedger
from counterfoil.policy.closure import Ending
from counterfoil.policy.routing import Choice
from counterfoil.policy.vocabulary import Metric, Status, Verb
from counterfoil.tickets.access import NotVisible, authorize, may, requested_by, sees_notes, visible_to
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.documentation import documentation_of
from counterfoil.tickets.models import Attachment, Rating, Ticket
from counterfoil.tickets.placing import suggest

WITH = ("requester", "requester__organization", "assignee", "category", "category__parent", "team", "merged_into", "policy_version")


def ticket_for(*, actor: Actor, reference: str) -> Ticket:
    """The ticket, if the actor may see it in the staff view or the public one. NotVisible otherwise, and for one that never was."""
    ticket = Ticket.objects.select_related(*WITH).filter(reference=reference.upper()).first()
    if ticket is None:
        raise NotVisible
    authorize(actor, Verb.READ, ticket)
    return ticket


def staff_view(*, actor: Actor, ticket: Ticket) -> bool:
    """True where the actor reads the whole ticket, internal notes included; False where only the public view is theirs."""
    return sees_notes(actor, ticket)


def book_governing(ticket: Ticket) -> PolicyBook:
    """The version of the policy that governs the ticket."""
    return book_of(ticket.policy_version_id).book


def ledgers(*, ticket: Ticket, now: datetime) -> list[ClockLedger]:
    """Every clock of the ticket as of `now`, with the intervals it counted and did not, and why."""
    case, book = case_of(ticket), book_governing(ticket)
    found = (clocks.ledger(case, metric, book, now) for metric in Metric)
    return [ledger for ledger in found if ledger]


def next_verbs(*, ticket: Ticket, actor: Actor) -> set[Verb]:
    """What the actor may do next with the ticket, by role and by status: the buttons of its page."""
    return {verb for verb in lifecycle.verbs_from(Status(ticket.status)) if may(actor, verb, ticket)}


def checklist(*, ticket: Ticket) -> tuple[closure.Item, ...]:
    """What a closed ticket must have, met or pending (SOP 1 §4.7)."""
    endings = {"confirmed": Ending.CONFIRMED, "told": Ending.CONFIRMED, "unanswered": Ending.UNANSWERED}
    ending = endings.get(ticket.closed_how, Ending.REASONED) if ticket.closed_at else None
    return closure.checklist(replace(documentation_of(ticket), ending=ending), is_rating_asked=ticket.resolved_at is not None)


def rating_of(*, ticket: Ticket) -> Rating | None:
    return Rating.objects.filter(ticket=ticket).first()


def suggestion(*, ticket: Ticket, now: datetime) -> Choice:
    """Where the policy would put the ticket now, and why in words."""
    return suggest(ticket, book_governing(ticket), now)


def assignable(*, ticket: Ticket) -> list[User]:
    """Who may be given the ticket: the agents of its team."""
    people = User.objects.filter(is_active=True, role__in=WORKING)
    if ticket.team_id:
        people = people.filter(teams=ticket.team_id)
    return list(people.order_by("name", "id"))


def teams() -> list[Team]:
    return list(Team.objects.order_by("name"))


def attachment_for(*, actor: Actor, handle: str) -> Attachment:
    """A file, if its message is the actor's to read now. NotVisible otherwise."""
    found = Attachment.objects.select_related("message__ticket").filter(handle=handle).first()
    if found is None:
        raise NotVisible
    authorize(actor, Verb.READ, found.message.ticket)
    if not found.message.is_public and not sees_notes(actor, found.message.ticket):
        raise NotVisible
    return found


@dataclass(frozen=True, slots=True)
class Requests:
    """A requester's tickets: those that wait for them, those with the desk, the last that closed."""

    waiting: list[Ticket]
    with_us: list[Ticket]
    closed: list[Ticket]


def requests_of(*, actor: Actor, closed: int = 20) -> Requests:
    """The tickets whose public view is the actor's, newest first."""
    mine = Ticket.objects.filter(requested_by(actor)).select_related("assignee").order_by("-id")
    waiting = (Status.AWAITING_USER_INPUT, Status.RESOLVED)
    with_us = (Status.NEW, Status.IN_PROGRESS, Status.ESCALATED)
    return Requests(
        waiting=list(mine.filter(status__in=waiting)[:100]),
        with_us=list(mine.filter(status__in=with_us)[:100]),
        closed=list(mine.filter(status=Status.CLOSED)[:closed]),
    )


def history_of(*, person: User, actor: Actor, but: Ticket | None = None, limit: int = 5) -> list[Ticket]:
    """The last tickets of a requester that the actor may read."""
    found = Ticket.objects.filter(visible_to(actor), requester=person).select_related("rating").order_by("-id")
    return list(found.exclude(pk=but.pk)[:limit] if but else found[:limit])
