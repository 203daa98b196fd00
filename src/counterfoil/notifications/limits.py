"""How much mail may leave that no person wrote, so that two machines that answer each other come to an end."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings

from counterfoil.notifications.models import Delivery, State
from counterfoil.people.models import User
from counterfoil.policy.story import OUTSIDERS
from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.models import Event


class Limit(NamedTuple):
    """So many in so long a time."""

    most: int
    within: timedelta


# One address gets no more than this; what goes beyond is suppressed, and the ticket shows it.
PER_ADDRESS = (Limit(3, timedelta(minutes=10)), Limit(10, timedelta(days=1)))
# The whole site sends no more than this; what goes beyond waits.
PER_SITE = (Limit(50, timedelta(minutes=1)), Limit(600, timedelta(hours=1)))
WAIT = timedelta(minutes=1)
# RFC 2606: no mail server ever answers for it. Imports make up such addresses for people without one.
NOWHERE = ".invalid"


def is_answer(event: Event, recipient: User, *, is_public: bool) -> bool:
    """True for mail that a machine may have asked for: it answers an email, or goes to an address nobody has proven to be theirs."""
    return is_public and event.role in OUTSIDERS and (event.channel == Channel.EMAIL or recipient.verified_at is None)


def why_not(address: str, *, is_answer: bool, now: datetime) -> str:
    """Why nothing may be sent to this address now, in words; empty where something may."""
    if address == settings.DEFAULT_FROM_EMAIL.lower():
        return "This is our own address."
    if address.endswith(NOWHERE):
        return "This address was made up by an import and reaches nobody."
    if is_answer and _has_had_enough(address, now):
        return "This address has had as many automatic answers as one may get in so short a time."
    return ""


def may_send_from(delivery: Delivery, now: datetime) -> datetime:
    """The instant from which the site may send this: `now`, or a little later while it has sent too many automatic answers."""
    if not delivery.is_answer:
        return now
    sent = Delivery.objects.filter(is_answer=True)
    full = any(sent.filter(accepted_at__gt=now - limit.within, accepted_at__lte=now).count() >= limit.most for limit in PER_SITE)
    return now + WAIT if full else now


def _has_had_enough(address: str, now: datetime) -> bool:
    had = Delivery.objects.filter(is_answer=True, to_address=address).exclude(state=State.SUPPRESSED)
    return any(had.filter(made_at__gt=now - limit.within, made_at__lte=now).count() >= limit.most for limit in PER_ADDRESS)
