"""Which version of the policy governs."""

from datetime import datetime, timedelta

import pytest

from counterfoil.handbook.actions import adopt, shelve
from counterfoil.handbook.models import PolicyVersion
from counterfoil.handbook.queries import book_in_force, book_of
from counterfoil.policy.parse import shipped
from counterfoil.policy.vocabulary import Metric
from counterfoil.tickets.models import Ticket
from tests.support import make
from tests.support.cast import Cast
from tests.support.time import at
from tests.tickets.record import clock

SECOND = timedelta(seconds=1)


def adopted(effective_at: datetime) -> PolicyVersion:
    text = shipped("sop").replace('Medium = { within = "4 hours", calendar = "desk" }', 'Medium = { within = "2 hours" }')
    return adopt(text=text, source="x.toml", effective_at=effective_at, author="Sven", note="Faster.", actor_id=None, now=at(0))


def test_a_desk_begins_with_the_sop_as_printed(cast: Cast) -> None:
    assert book_in_force(at(0)).book.version == "1.0"
    assert book_in_force(datetime.fromisoformat("1999-01-01T00:00:00+00:00")).id == book_in_force(at(0)).id


def test_a_version_is_in_force_from_its_instant_on(cast: Cast) -> None:
    before, version = book_in_force(at(0)), adopted(at(60))
    assert book_in_force(at(60) - SECOND).id == before.id
    assert book_in_force(at(60)).id == version.id


def test_of_two_from_the_same_instant_the_later_one_counts(cast: Cast) -> None:
    first, second = adopted(at(60)), adopted(at(60))
    assert first.id < second.id == book_in_force(at(61)).id


def test_a_version_without_a_date_governs_nothing_by_itself(cast: Cast) -> None:
    before = book_in_force(at(0)).id
    shelved = shelve(text=shipped("servicenow"), source="servicenow.toml", now=at(0))
    assert book_in_force(at(10_000)).id == before
    assert book_of(shelved.id).book.version == shelved.version


def test_a_ticket_keeps_the_version_it_was_logged_under(cast: Cast) -> None:
    old = make.ticket(cast)
    adopted(at(60))
    new = make.ticket(cast, reported_at=at(61), now=at(61))
    assert (clock(old, Metric.RESPONSE).due_at, clock(new, Metric.RESPONSE).due_at) == (at(240), at(61 + 120))
    assert Ticket.objects.get(pk=old.pk).policy_version_id != new.policy_version_id


def test_a_version_that_never_was_has_no_book(cast: Cast) -> None:
    with pytest.raises(PolicyVersion.DoesNotExist):
        book_of(10**9)
