"""From delivery to person: at least once, with the same Message-ID each time, and never silently not at all (SOP 1 §4.6)."""

import secrets
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from counterfoil.mail.send import Answer, Fate
from counterfoil.notifications import limits
from counterfoil.notifications.channels import email
from counterfoil.notifications.models import OPEN, Delivery, State
from counterfoil.tickets.actions.told import confirm_delivery, record_failure

# Longer than a message takes even if the server thinks about each step until our patience ends.
LEASE = timedelta(minutes=2)
# RFC 5321 §4.5.4.1: after the n-th attempt; the last goes on for as long as anybody tries.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240))
GIVE_UP_AFTER = timedelta(days=4)
# A message that ends every attempt without an answer may be what ends it, or arrives each time: it is not tried for ever.
MOST_DOUBTS = 5
PATIENCE = 20.0  # seconds that one run of the duty goes on taking deliveries


def one(*, delivery: int, now: datetime) -> None:
    """Send one delivery, unless it is done, not due, or in somebody's hands. Call it outside of a transaction."""
    if claimed := claim(now, delivery):
        carry(claimed, now)


def due(*, now: datetime) -> int:
    """Send all that is due: put off, in doubt, or without a job. Returns how many were tried; one that fails holds up no other."""
    started, done, troubles = monotonic(), 0, []
    while monotonic() - started < PATIENCE and (claimed := claim(now)):
        done += 1
        try:
            if carry(claimed, now).is_servers:
                break
        except Exception as trouble:  # noqa: BLE001  # raised below, all together
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup("Some deliveries could not be sent", troubles)
    return done


@transaction.atomic
def claim(now: datetime, delivery: int | None = None) -> Delivery | None:
    """Lease one delivery that is due. The lease is committed before anything is sent, so that no two send at the same time."""
    of_it = Delivery.objects.select_for_update(skip_locked=True).filter(**({"pk": delivery} if delivery else {}))
    row = of_it.filter(state=State.SENDING, until__lte=now).order_by("until", "pk").first()
    if row is None:
        row = of_it.filter(state__in=OPEN, not_before__lte=now).order_by("not_before", "pk").first()
    if row is None:
        return None
    row.doubts += row.state == State.SENDING
    row.attempts += 1
    row.state, row.owner, row.until = State.SENDING, secrets.token_hex(8), now + LEASE
    row.save(update_fields=["state", "owner", "until", "doubts", "attempts"])
    return row


def carry(claimed: Delivery, now: datetime) -> Answer:
    """Write it if it is not written, send it, and note what became of it."""
    if claimed.doubts >= MOST_DOUBTS:
        answer = Answer(Fate.REFUSED, f"{MOST_DOUBTS} attempts ended without an answer.")
    elif (later := limits.may_send_from(claimed, now)) > now:
        return settle(claimed, Answer(Fate.PUT_OFF, "As many automatic answers as the site sends at a time are out."), now, again=later)
    else:
        if claimed.raw is None:
            email.write(claimed, now=now)
            claimed.save(update_fields=["subject", "message_id", "raw"])
        answer = email.send(claimed)
    return settle(claimed, answer, now)


class Then(NamedTuple):
    """What a delivery becomes, and whether it is over with it."""

    state: State
    is_over: bool


AFTER: dict[Fate, Then] = {
    Fate.ACCEPTED: Then(State.ACCEPTED, is_over=True),
    Fate.REFUSED: Then(State.FAILED, is_over=True),
    Fate.PUT_OFF: Then(State.WAITING, is_over=False),
    Fate.UNKNOWN: Then(State.UNKNOWN, is_over=False),
}


@transaction.atomic
def settle(claimed: Delivery, answer: Answer, now: datetime, *, again: datetime | None = None) -> Answer:
    """Note the answer in the delivery and, in the same transaction, in the ticket. `again` is when to try again, if not as ever."""
    mine = Q(owner=claimed.owner)
    if answer.fate is Fate.ACCEPTED:
        # It arrived, even if somebody else has taken it over meanwhile because we were slow.
        mine |= ~Q(state=State.ACCEPTED)
    row = Delivery.objects.select_for_update(of=("self",)).select_related("ticket").filter(mine, pk=claimed.pk).first()
    if row is None:
        return answer
    then = AFTER[answer.fate]
    if not then.is_over and now - row.made_at >= GIVE_UP_AFTER:
        then = AFTER[Fate.REFUSED]
    row.doubts += then.state is State.UNKNOWN
    row.state, row.owner, row.until, row.answer = then.state, "", None, answer.words
    row.accepted_at = now if then.state is State.ACCEPTED else None
    row.not_before = again or (row.not_before if then.is_over else now + PAUSES[min(row.attempts, len(PAUSES)) - 1])
    row.save(update_fields=["state", "owner", "until", "answer", "doubts", "accepted_at", "not_before"])
    if then.is_over and row.is_of_record:
        tell = confirm_delivery if then.state is State.ACCEPTED else record_failure
        tell(ticket=row.ticket, notice=row.notice, delivery_id=row.pk, now=now)
    return answer
