"""From one event to the deliveries it gives rise to: `policy.notices` says which, here they become rows (SOP 1 §4.1, §4.4, §4.6)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from counterfoil.handbook.queries import book_of
from counterfoil.notifications import limits
from counterfoil.notifications.models import Delivery, State
from counterfoil.notifications.recipients import Telling, people
from counterfoil.people.models import User
from counterfoil.policy.notices import Notice, for_event
from counterfoil.store.defer import defer_each
from counterfoil.tickets.actions.told import record_failure
from counterfoil.tickets.cases import case_of, fact_of
from counterfoil.tickets.models import Event, Ticket

AT_ONCE = 200
# The job that every event rings for comes first; only what it missed is looked for.
GRACE = timedelta(seconds=2)
LINK = "link"
LINK_AGAIN = timedelta(minutes=5)


@transaction.atomic
def event(*, event: int, now: datetime) -> bool:
    """Make the deliveries of one event, once. False when it was done before or is being done."""
    found = Event.objects.select_for_update(of=("self",), skip_locked=True).select_related("ticket__requester")
    row = found.filter(pk=event, fanned_out_at=None).first()
    if row is None:
        return False
    for notice, recipient in tellings(row):
        draft = Delivery(event=row, notice=notice.name, template=notice.template, is_public=notice.is_public)
        make(draft, row.ticket, recipient, now)
    waiting = Delivery.objects.filter(event=row, state=State.WAITING).values_list("id", flat=True)
    if waiting:
        defer_each("notifications.deliver", "delivery", waiting)
    row.fanned_out_at = now
    row.save(update_fields=["fanned_out_at"])
    return True


def missed(*, now: datetime) -> int:
    """Do so for the events whose job was lost. Returns how many; one that cannot be told holds up no other."""
    waiting = Event.objects.filter(fanned_out_at=None, at__lte=now - GRACE).order_by("id").values_list("id", flat=True)
    done, troubles = 0, []
    for event_id in list(waiting[:AT_ONCE]):
        try:
            done += event(event=event_id, now=now)
        except Exception as trouble:  # noqa: BLE001  # raised below, all together
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup("Some events could not be told", troubles)
    return done


@transaction.atomic
def link(*, ticket: int, person: int, now: datetime) -> None:
    """Make the delivery of a new link that a reader of the ticket asked for; asking again within minutes makes no second one."""
    recipient = User.objects.select_for_update(no_key=True).get(pk=person)
    had = Delivery.objects.filter(ticket=ticket, recipient=person, notice=LINK, made_at__gt=now - LINK_AGAIN)
    if recipient.email and recipient.is_active and not had.exists():
        made = make(Delivery(notice=LINK, template=LINK, is_public=True), Ticket.objects.get(pk=ticket), recipient, now)
        defer_each("notifications.deliver", "delivery", [made.pk])


def tellings(row: Event) -> Iterator[tuple[Notice, User]]:
    """Each notice with each of its people; who is several of its recipients at once is told once."""
    case, fact = case_of(row.ticket), fact_of(row)
    telling = Telling(row.ticket, fact, case)
    seen: set[tuple[str, int]] = set()
    for notice in for_event(fact, case, book_of(row.policy_version_id).book):
        for recipient in people(notice.to, notice.name, telling):
            if (notice.name, recipient.pk) not in seen:
                seen.add((notice.name, recipient.pk))
                yield notice, recipient


def make(made: Delivery, ticket: Ticket, recipient: User, now: datetime) -> Delivery:
    """Write a delivery. What may not be sent is written as suppressed, and the ticket says that nobody was told."""
    made.ticket, made.recipient, made.to_address = ticket, recipient, recipient.email or ""
    made.made_at = made.not_before = now
    made.is_answer = made.event is not None and limits.is_answer(made.event, recipient, is_public=made.is_public)
    if made.is_answer:
        # Two events at once must not both find room under the limit.
        User.objects.select_for_update(no_key=True).get(pk=recipient.pk)
    made.answer = limits.why_not(made.to_address, is_answer=made.is_answer, now=now)
    made.state = State.SUPPRESSED if made.answer else State.WAITING
    made.save(force_insert=True)
    if made.answer and made.is_of_record:
        record_failure(ticket=ticket, notice=made.notice, delivery_id=made.pk, now=now)
    return made
