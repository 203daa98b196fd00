"""The queue: unresolved tickets in the order in which something is due."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Left

from counterfoil.handbook.queries import book_in_force
from counterfoil.people.actors import Actor
from counterfoil.policy.vocabulary import Metric, Word
from counterfoil.tickets.access import visible_to
from counterfoil.tickets.models import Clock, Message, Ticket
from counterfoil.tickets.models.ticket import IS_UNRESOLVED

COUNTED_UP_TO = 1000
WAITING_FOR_US = (Metric.RESPONSE, Metric.NEXT_REPLY)
# Field of the query string → column. Nothing else of a query string reaches the database.
FILTERS = {
    "status": "status",
    "priority": "priority",
    "kind": "kind",
    "channel": "channel",
    "category": "category__path",
    "team": "team__slug",
}


class View(Word):
    MINE = "mine"
    UNASSIGNED = "unassigned"
    AT_RISK = "at-risk"
    ALL = "all"


class Horizon(Word):
    """How far off the next due instant is, on the wall clock of the desk."""

    PAST = "past"
    HOUR = "hour"
    TODAY = "today"
    LATER = "later"
    PAUSED = "paused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket as a line of the queue. `is_waiting` says that the requester waits for a word of ours."""

    id: int
    reference: str
    kind: str
    subject: str
    snippet: str
    status: str
    priority: str
    priority_rank: int
    is_triaged: bool
    channel: str
    category: str | None
    team: str | None
    requester: str
    organization: str | None
    assignee_id: int | None
    assignee: str | None
    due_at: datetime | None
    due_from: datetime | None
    due_metric: str
    paused_at: datetime | None
    updated_at: datetime
    is_escalated: bool
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class QueuePage:
    """One page: groups in the order of urgency, and where the next page starts (None on the last)."""

    groups: list[tuple[Horizon, list[Row]]]
    next_cursor: str | None
    horizons: dict[Horizon, int]


def queue(
    *, actor: Actor, view: View, now: datetime, filters: Mapping[str, str] | None = None, cursor: str = "", limit: int = 50
) -> QueuePage:
    """A page of the view, by what is due first; paused tickets come last. A cursor that is none starts at the top."""
    base = in_view(actor, view, now).filter(wanted(filters or {}))
    found = list(after(base, cursor).order_by(F("due_at").asc(nulls_last=True), "id").values_list(*COLUMNS, named=False)[: limit + 1])
    rows = [row(values) for values in found[:limit]]
    last = rows[-1] if len(found) > limit else None
    next_cursor = f"{last.due_at.isoformat() if last.due_at else ''}|{last.id}" if last else None
    tonight = end_of_day(now)
    return QueuePage(groups=grouped(rows, now, tonight), next_cursor=next_cursor, horizons=horizons(base, now, tonight))


def counts(*, actor: Actor, now: datetime) -> dict[View, int]:
    """How many tickets each view holds; a thousand stands for "a thousand or more"."""
    return {view: in_view(actor, view, now)[:COUNTED_UP_TO].count() for view in View}


def in_view(actor: Actor, view: View, now: datetime) -> "QuerySet[Ticket]":
    tickets = Ticket.objects.filter(IS_UNRESOLVED, visible_to(actor))
    if view is View.MINE:
        return tickets.filter(assignee=actor.id)
    if view is View.UNASSIGNED:
        return tickets.filter(assignee=None)
    if view is View.AT_RISK:
        warned = Clock.objects.filter(ticket=OuterRef("pk"), has_ended=False, warn_at__lte=now).exclude(metric=Metric.ACKNOWLEDGEMENT)
        return tickets.filter(Exists(warned))
    return tickets


def wanted(filters: Mapping[str, str]) -> Q:
    """The filters of a query string, by the allow-list; several values of one field are joined by commas."""
    chosen = Q()
    for name, column in FILTERS.items():
        values = [value.strip().lower() for value in filters.get(name, "").replace("\0", "").split(",") if value.strip()]
        if values:
            chosen &= Q(**{f"{column}__in": values})
    return chosen


def after(tickets: "QuerySet[Ticket]", cursor: str) -> "QuerySet[Ticket]":
    """What comes after the row that the cursor names, without counting what came before."""
    due, _, last = cursor.partition("|")
    try:
        last_id, due_at = int(last), datetime.fromisoformat(due) if due else None
    except ValueError:
        return tickets
    if due_at and due_at.tzinfo is None:
        return tickets
    if due_at is None:
        return tickets.filter(due_at=None, id__gt=last_id)
    return tickets.filter(Q(due_at__gt=due_at) | Q(due_at=due_at, id__gt=last_id) | Q(due_at=None))


LATEST = Message.objects.filter(ticket=OuterRef("pk")).order_by("-id").values(start=Left("body", 160))[:1]
COLUMNS = (
    "id", "reference", "kind", "subject", Subquery(LATEST), "status", "priority", "priority_rank", "is_triaged", "channel",
    "category__name", "team__name", "requester__name", "organization__name", "assignee_id", "assignee__name",
    "due_at", "due_from", "due_metric", "paused_at", "updated_at", "escalated_at",
)  # fmt: skip


def row(values: tuple[Any, ...]) -> Row:
    *plain, escalated_at = values
    made = dict(zip(Row.__slots__, plain, strict=False))
    made["snippet"] = " ".join((made["snippet"] or "").split())
    return Row(**made, is_escalated=escalated_at is not None, is_waiting=made["due_metric"] in WAITING_FOR_US)


def grouped(rows: Iterable[Row], now: datetime, tonight: datetime) -> list[tuple[Horizon, list[Row]]]:
    groups: dict[Horizon, list[Row]] = {horizon: [] for horizon in Horizon}
    for one in rows:
        groups[horizon_of(one, now, tonight)].append(one)
    return [(horizon, members) for horizon, members in groups.items() if members]


def horizon_of(one: Row, now: datetime, tonight: datetime) -> Horizon:
    if one.due_at is None:
        return Horizon.PAUSED if one.paused_at else Horizon.NONE
    if one.due_at <= now:
        return Horizon.PAST
    if one.due_at <= now + timedelta(hours=1):
        return Horizon.HOUR
    return Horizon.TODAY if one.due_at < tonight else Horizon.LATER


def horizons(tickets: "QuerySet[Ticket]", now: datetime, tonight: datetime) -> dict[Horizon, int]:
    """How many tickets of the view lie in each stretch, counted up to a thousand in all."""
    hour, due = now + timedelta(hours=1), Q(due_at__isnull=False)
    found = tickets[:COUNTED_UP_TO].aggregate(
        past=Count("id", filter=Q(due_at__lte=now)),
        hour=Count("id", filter=Q(due_at__gt=now, due_at__lte=hour)),
        today=Count("id", filter=Q(due_at__gt=hour, due_at__lt=tonight)),
        later=Count("id", filter=due & Q(due_at__gt=hour, due_at__gte=tonight)),
        paused=Count("id", filter=Q(due_at=None, paused_at__isnull=False)),
        none=Count("id", filter=Q(due_at=None, paused_at=None)),
    )
    return {horizon: found[horizon.value] for horizon in Horizon}


def end_of_day(now: datetime) -> datetime:
    """Midnight by the desk's zone."""
    zone = ZoneInfo(book_in_force(now).book.zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)
