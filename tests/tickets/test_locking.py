"""The lock every verb takes first."""

from uuid import UUID

import pytest

from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.locking import locked
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import last_event

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")


def test_the_ticket_is_as_it_now_is_and_the_deed_never_before_the_last(cast: Cast) -> None:
    before = make.ticket(cast)
    add_note(ticket=before, actor=at_desk(cast.amir), text="x", once=ONCE, now=at(10))
    ticket, now = locked(before, now=at(5))
    assert (ticket.updated_at, now) == (at(10), at(10))
    assert locked(before, now=at(15))[1] == at(15)


def test_what_was_seen_is_compared_with_the_last_deed_of_a_person(cast: Cast) -> None:
    before = make.ticket(cast)
    seen = last_event(before).id
    assert locked(before, now=at(5), seen=seen)
    add_note(ticket=before, actor=at_desk(cast.amir), text="x", now=at(10))
    with pytest.raises(Stale) as caught:
        locked(before, now=at(15), seen=seen)
    assert caught.value.since == seen


def test_a_key_that_was_used_is_used_up_on_every_ticket(cast: Cast) -> None:
    one, other = make.ticket(cast), make.ticket(cast)
    add_note(ticket=one, actor=at_desk(cast.amir), text="x", once=ONCE, now=at(10))
    with pytest.raises(AlreadyDone) as caught:
        locked(other, now=at(15), once=ONCE)
    assert caught.value.row_id == other.pk
