"""The month is told whole: every status, priority, kind and channel, with what a desk lives through, up to the present."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from counterfoil.demo import cast, story
from counterfoil.handbook.queries import book_of
from counterfoil.people.actors import actor_of
from counterfoil.people.models import User
from counterfoil.policy import clocks
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Metric, Status
from counterfoil.tickets.cases import case_of
from counterfoil.tickets.models import Attachment, Event, Rating, Ticket
from counterfoil.tickets.queries.queue import Horizon, View, queue

# The hardest present there is: no desk is open, and Monday is six days ago.
NOW = datetime(2026, 11, 22, 20, 15, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.fixture(scope="module")
def told(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The month, told once for all tests of this file and then forgotten."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert story.load(now=NOW)
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.usefixtures("told")


def test_every_status_priority_kind_and_channel_occurs() -> None:
    found = {field: set(Ticket.objects.values_list(field, flat=True)) for field in ("status", "priority", "kind", "channel")}
    assert found == {
        "status": set(Status),
        "priority": {level.word for level in SOP_DEFAULTS.scales.priority},
        "kind": set(Kind),
        "channel": {Channel.PORTAL, Channel.EMAIL, Channel.PHONE, Channel.CHAT, Channel.API},
    }


def test_what_a_desk_lives_through_occurs() -> None:
    happened = Counter(Event.objects.values_list("kind", flat=True))
    assert set(EventKind) - set(happened) <= {EventKind.NOTICE_FAILED}
    assert set(Ticket.objects.values_list("closed_how", flat=True)) == {"", "confirmed", "told", "unanswered", "reasoned", "merged"}
    assert Ticket.objects.filter(status=Status.NEW, is_triaged=False, channel=Channel.EMAIL).count() >= 3
    assert set(Rating.objects.values_list("score", flat=True)) == {2, 3, 4, 5}
    assert {"image/png", "text/plain"} == set(Attachment.objects.values_list("content_type", flat=True))


@pytest.mark.parametrize(("category", "most"), [("network/vpn", 12), ("hardware/printer", 8), ("software/payroll", 8)])
def test_a_theme_recurs(category: str, most: int) -> None:
    assert Ticket.objects.filter(category__path=category).count() >= most


def test_the_queue_has_something_in_every_group() -> None:
    ada = User.objects.get(email=cast.address("ada"))
    groups = {horizon for horizon, rows in queue(actor=actor_of(ada, Channel.DESK), view=View.ALL, filters={}, now=NOW).groups if rows}
    assert groups >= {Horizon.PAST, Horizon.HOUR, Horizon.TODAY, Horizon.LATER, Horizon.PAUSED}


def test_nothing_lies_ahead_of_the_present() -> None:
    assert not Event.objects.filter(at__gt=NOW).exists()


def test_every_receipt_was_acknowledged_in_time() -> None:
    states = Counter(Ticket.objects.filter(clocks__metric=Metric.ACKNOWLEDGEMENT).values_list("clocks__state", flat=True))
    assert set(states) == {"met"}


def test_a_clock_that_passed_its_target_was_noted_at_that_instant() -> None:
    for event in Event.objects.filter(kind=EventKind.CLOCK_BREACHED):
        assert event.at == datetime.fromisoformat(event.details["due_at"])


def test_stored_clocks_equal_their_recomputation() -> None:
    for ticket in Ticket.objects.all():
        stored = {clock.metric: (clock.state, clock.due_at, clock.met_at) for clock in ticket.clocks.all()}
        computed = clocks.readings(case_of(ticket), book_of(ticket.policy_version_id).book)
        assert stored == {metric: (one.state, one.due_at, one.met_at) for metric, one in computed.items()}, ticket


def test_telling_it_again_does_nothing() -> None:
    before = Event.objects.count()
    assert not story.load(now=NOW)
    assert Event.objects.count() == before
