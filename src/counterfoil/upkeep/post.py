"""Every event is told, and every delivery was accepted once or visibly was not (I3)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from counterfoil.notifications.deliver import GIVE_UP_AFTER
from counterfoil.notifications.models import OPEN, Delivery, State
from counterfoil.policy.vocabulary import EventKind
from counterfoil.tickets.models import Event

LATE = timedelta(hours=1)
JOURNEYS = {State.ACCEPTED: EventKind.NOTICE_ACCEPTED, State.FAILED: EventKind.NOTICE_FAILED, State.SUPPRESSED: EventKind.NOTICE_FAILED}


def breaches(now: datetime) -> Iterator[tuple[str, str]]:
    """Each event that nobody was told of and each delivery that is stuck or at odds with its ticket's history."""
    untold = Event.objects.filter(fanned_out_at=None, at__lt=now - LATE)
    yield from ((f"event {pk}", "Nobody has been told of it.") for pk in untold.values_list("pk", flat=True).iterator())
    unfinished = Q(state__in=[*OPEN, State.SENDING])
    yield from _each(Delivery.objects.filter(unfinished, made_at__lt=now - GIVE_UP_AFTER - LATE), "It should have been given up by now.")
    yield from _each(Delivery.objects.filter(state__in=OPEN, not_before__lt=now - LATE), "It is due, and nobody sends it.")
    for state, kind in JOURNEYS.items():
        of_record = Delivery.objects.filter(Q(is_public=True) | Q(notice="assigned"), state=state)
        yield from _each(of_record.filter(~Exists(_journeys(kind))), f"It is {state}, and its ticket does not say so.")
    told = Event.objects.filter(kind=EventKind.NOTICE_ACCEPTED).annotate(delivery=Cast(KT("details__delivery"), BigIntegerField()))
    accepted = Delivery.objects.filter(pk=OuterRef("delivery"), ticket=OuterRef("ticket"), state=State.ACCEPTED)
    unfounded = told.filter(~Exists(accepted)).values_list("pk", flat=True)
    yield from ((f"event {pk}", "It says that a notice was accepted, and no delivery does.") for pk in unfounded.iterator())


def _journeys(kind: EventKind) -> QuerySet[Event]:
    """The events of a delivery's ticket that tell of its journey."""
    told = Event.objects.filter(ticket=OuterRef("ticket"), kind=kind)
    return told.annotate(delivery=Cast(KT("details__delivery"), BigIntegerField())).filter(delivery=OuterRef("pk"))


def _each(found: QuerySet[Delivery], words: str) -> Iterator[tuple[str, str]]:
    yield from ((f"delivery {pk}", words) for pk in found.order_by("pk").values_list("pk", flat=True).iterator())
