"""Log a ticket (SOP 1 §4.1-§4.4)."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from counterfoil.catalog.models import Category
from counterfoil.handbook.queries import InForce, book_in_force, book_of
from counterfoil.people.actors import Actor
from counterfoil.people.models import User
from counterfoil.policy.book import Answers
from counterfoil.policy.priority import Assessment as Judgement
from counterfoil.policy.priority import assess
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.cases import case_from, fact_of
from counterfoil.tickets.clocks import keep, read
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.events import Happened, draft, write
from counterfoil.tickets.files import Stored, Upload
from counterfoil.tickets.files import store as store_files
from counterfoil.tickets.models import Assessment, Event, MessageKind, Ticket
from counterfoil.tickets.numbering import next_reference
from counterfoil.tickets.placing import Place, place


def log_ticket(
    *,
    actor: Actor,
    requester: User,
    subject: str,
    description: str,
    channel: Channel,
    reported_at: datetime,
    now: datetime,
    kind: Kind = Kind.INCIDENT,
    category: Category | None = None,
    answers: Answers | None = None,
    files: Sequence[Upload] = (),
    placed: Place | None = None,
    policy: int | None = None,
    external_reference: str = "",
    external_source: str = "",
    once: UUID | None = None,
) -> Ticket:
    """Enter a reported matter: reference, priority by the policy, team and person by category and workload.

    `answers` None or half given take the policy's defaults, and the ticket counts as not yet triaged. `placed` skips the routing.
    `policy` pins a version (imports); else the one in force governs the ticket.
    A second call with the same `once` gives back the first ticket.
    Raises Invalid (names the field), NotVisible or Denied. SOP 1 §4.2.
    """
    subject = fields.line(subject, field="subject", names="The summary", limit=fields.SUBJECT)
    description = fields.prose(description, field="description", names="The description")
    if reported_at > now:
        raise fields.Invalid("reported_at", "The time of the report lies in the future. Check date and time.")
    stored = store_files(files)
    try:
        with transaction.atomic():
            version = book_of(policy) if policy else book_in_force(now)
            ticket = fresh(
                requester=requester, subject=subject, channel=channel, kind=kind, category=category,
                reported_at=reported_at, version=version, now=now,
            )  # fmt: skip
            ticket.external_reference, ticket.external_source = external_reference, external_source
            # Before the ticket is placed: an agent may take down what is then another team's.
            authorize(actor, Verb.LOG, ticket)
            return enter(ticket, actor, description, stored, answers or Answers(), version, placed, once, now)
    except IntegrityError:
        known = Event.objects.filter(once=once, kind=EventKind.TICKET_LOGGED).select_related("ticket").first() if once else None
        if known is None:
            raise
        return known.ticket


def fresh(
    *,
    requester: User,
    subject: str,
    channel: Channel,
    kind: Kind,
    category: Category | None,
    reported_at: datetime,
    version: InForce,
    now: datetime,
) -> Ticket:
    """A new ticket, not judged, placed or written yet."""
    return Ticket(
        kind=kind,
        subject=subject,
        status=Status.NEW,
        channel=channel,
        category=category,
        requester=requester,
        organization_id=requester.organization_id,
        reported_at=reported_at,
        logged_at=now,
        updated_at=now,
        requester_spoke_at=reported_at,
        policy_version_id=version.id,
    )


def enter(
    ticket: Ticket,
    actor: Actor,
    description: str,
    stored: Sequence[Stored],
    answers: Answers,
    version: InForce,
    placed: Place | None,
    once: UUID | None,
    now: datetime,
) -> Ticket:
    judged = assess(answers, Kind(ticket.kind), version.book)
    take_over(ticket, judged, version)
    placed = placed or place(ticket, version.book, now)
    ticket.team_id, ticket.assignee_id = placed.team_id, placed.assignee_id
    logged = Happened(EventKind.TICKET_LOGGED, status=Status.NEW, priority=ticket.priority, details=assessed(ticket))
    events = draft(ticket, [logged, *placed.happened()], actor=actor, now=now, once=once)
    # The clocks are read before the ticket is written, so that one statement writes it with what is due next.
    readings = read(ticket, case_from(ticket, map(fact_of, events)), version.book)
    ticket.reference = next_reference(Kind(ticket.kind))
    ticket.save(force_insert=True)
    keep_assessment(ticket, answers, judged, actor, version.id, now)
    events[0].message = say(
        ticket, kind=MessageKind.REPORT, body=description, actor=actor, files=stored,
        channel=Channel(ticket.channel), author_id=ticket.requester_id if actor.is_staff or actor.is_system else None, now=now,
    )  # fmt: skip
    write(events)
    keep(ticket, readings)
    return ticket


def take_over(ticket: Ticket, judged: Judgement, version: InForce) -> None:
    """Write the policy's judgement into the ticket."""
    ticket.impact, ticket.urgency, ticket.workaround = judged.impact, judged.urgency, judged.workaround
    ticket.priority, ticket.priority_reason = judged.priority, judged.reason
    ticket.priority_rank = version.book.scales.rank(judged.priority)
    ticket.is_triaged, ticket.is_overridden = judged.is_triaged, judged.is_overridden


def keep_assessment(ticket: Ticket, answers: Answers, judged: Judgement, actor: Actor, version_id: int, now: datetime) -> Assessment:
    return Assessment.objects.create(
        ticket=ticket,
        impact=answers.impact,
        urgency=answers.urgency,
        workaround=answers.workaround,
        computed=judged.computed,
        chosen=judged.priority,
        reason=judged.reason,
        by_id=actor.id,
        at=now,
        policy_version_id=version_id,
    )


def assessed(ticket: Ticket) -> dict[str, object]:
    """What the timeline says of an assessment, in ids and words of closed lists."""
    return {
        "impact": ticket.impact,
        "urgency": ticket.urgency,
        "workaround": ticket.workaround,
        "is_triaged": ticket.is_triaged,
        "is_overridden": ticket.is_overridden,
        "category": ticket.category_id,
    }
