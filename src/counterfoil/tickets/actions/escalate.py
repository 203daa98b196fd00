"""Escalate to a lead or a specialist team, and take back (SOP 1 §3, §4.5)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from counterfoil.people.actors import Actor
from counterfoil.people.models import Team
from counterfoil.policy import lifecycle
from counterfoil.policy.vocabulary import EventKind, Status, Verb
from counterfoil.tickets import fields
from counterfoil.tickets.access import authorize
from counterfoil.tickets.dialogue import say
from counterfoil.tickets.events import Happened, record
from counterfoil.tickets.locking import locked
from counterfoil.tickets.models import MessageKind, Ticket


@transaction.atomic
def escalate(
    *,
    ticket: Ticket,
    actor: Actor,
    reason: str,
    now: datetime,
    team: Team | None = None,
    seen: int | None = None,
    once: UUID | None = None,
) -> Ticket:
    """Raise the ticket to the lead of its team, or to a specialist `team`, which then has it unassigned.

    The reason is a note. Raises Invalid (no reason), Refused, NotVisible, Denied, Stale.
    """
    reason = fields.prose(reason, field="reason", names="The reason", limit=fields.REASON)
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.ESCALATE, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.ESCALATE)
    ticket.escalated_at = now
    before = ticket.team_id
    if team and team.pk != ticket.team_id:
        ticket.team, ticket.assignee = team, None
    details = {"team": ticket.team_id, "assignee": ticket.assignee_id, "from": before}
    note = say(ticket, kind=MessageKind.NOTE, body=reason, actor=actor, now=now)
    raised = Happened(EventKind.TICKET_ESCALATED, message=note, status=ticket.status, details=details)
    record(ticket, raised, actor=actor, once=once, now=now, saving=("status", "escalated_at", "team", "assignee"))
    return ticket


@transaction.atomic
def de_escalate(
    *, ticket: Ticket, actor: Actor, now: datetime, reason: str = "", seen: int | None = None, once: UUID | None = None
) -> Ticket:
    """Take the ticket back to ordinary work. Raises Refused unless it is Escalated, NotVisible, Denied, Stale."""
    reason = fields.optional(reason, field="reason", names="The reason", limit=fields.REASON)
    ticket, now = locked(ticket, now=now, seen=seen, once=once)
    authorize(actor, Verb.DE_ESCALATE, ticket)
    ticket.status = lifecycle.after(Status(ticket.status), Verb.DE_ESCALATE)
    ticket.escalated_at = None
    note = say(ticket, kind=MessageKind.NOTE, body=reason, actor=actor, now=now) if reason else None
    taken_back = Happened(EventKind.TICKET_DE_ESCALATED, message=note, status=ticket.status)
    record(ticket, taken_back, actor=actor, once=once, now=now, saving=("status", "escalated_at"))
    return ticket
