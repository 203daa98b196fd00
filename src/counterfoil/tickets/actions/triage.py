"""Triage: categorize and assess (SOP 1 §4.3)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.catalog.models import Category
from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import Actor
from counterfoil.policy import lifecycle
from counterfoil.policy.access import Denied
from counterfoil.policy.book import Answers, PolicyBook
from counterfoil.policy.priority import assess, override
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Role, Status, Verb
from counterfoil.tickets.access import authorize
from counterfoil.tickets.actions.log import assessed, keep_assessment, take_over
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.placing import place

ASSESSED = (
    "kind",
    "category",
    "impact",
    "urgency",
    "workaround",
    "priority",
    "priority_rank",
    "priority_reason",
    "is_triaged",
    "is_overridden",
)


@transaction.atomic
def triage(
    *,
    ticket: Ticket,
    actor: Actor,
    now: datetime,
    category: Category | None = None,
    answers: Answers | None = None,
    kind: Kind | None = None,
    priority: str | None = None,
    reason: str = "",
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Give the ticket its category, and its priority by the matrix from the answers.

    What is None stays as it was answered before. `priority` goes against the matrix and needs a `reason`; both values are kept.
    The new targets apply from the report on, with the pauses there were. An unassigned ticket is placed anew by its category.
    Raises NotVisible, Denied (only a lead lowers the gravest priority), Refused, Stale, ValueError (unknown level or no reason).
    """
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.TRIAGE, ticket)
    lifecycle.after(Status(ticket.status), Verb.TRIAGE)
    version = book_of(ticket.policy_version_id)
    before, moved = ticket.priority, category is not None and category.pk != ticket.category_id
    ticket.kind, ticket.category = kind or ticket.kind, category or ticket.category
    answered = with_earlier(ticket, answers or Answers())
    judged = assess(answered, Kind(ticket.kind), version.book)
    if priority and priority != judged.computed:
        judged = override(judged, priority=priority, reason=reason, book=version.book)
    take_over(ticket, judged, version)
    refuse_lowering(actor, before, ticket.priority, version.book)
    keep_assessment(ticket, answered, judged, actor, version.id, now)
    triaged = Happened(
        EventKind.TICKET_TRIAGED,
        priority=ticket.priority,
        details={**assessed(ticket), "before": before, "computed": judged.computed},
    )
    is_to_place = moved and ticket.assignee_id is None and actor.channel is not Channel.IMPORT
    placed = place(ticket, version.book, now) if is_to_place else None
    if placed:
        ticket.team_id, ticket.assignee_id = placed.team_id, placed.assignee_id
    record(ticket, triaged, *(placed.happened() if placed else ()), actor=actor, once=once, now=now, saving=(*ASSESSED, "team", "assignee"))
    return ticket


def with_earlier(ticket: Ticket, answers: Answers) -> Answers:
    """The answers given now, filled up with the last ones given before."""
    last = ticket.assessments.order_by("-id").values_list("impact", "urgency", "workaround").first()
    impact, urgency, workaround = last or (None, None, None)
    return Answers(
        impact=answers.impact if answers.impact is not None else impact,
        urgency=answers.urgency if answers.urgency is not None else urgency,
        workaround=answers.workaround if answers.workaround is not None else workaround,
    )


def refuse_lowering(actor: Actor, before: str, after: str, book: PolicyBook) -> None:
    gravest = book.scales.priority[0]
    if actor.role is Role.AGENT and before == gravest.word and after != before:
        raise Denied(f"Only a team lead may lower a {gravest.label} ticket. Escalate it, with what you found.")
