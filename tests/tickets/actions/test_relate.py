"""Link and merge."""

from collections.abc import Callable
from uuid import UUID

import pytest

from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Metric, Status
from counterfoil.store.lock import AlreadyDone, Stale
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.tickets.actions.relate import link, merge
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import Link, LinkKind, Ticket
from counterfoil.tickets.placing import Place
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, clock, events, last_event

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")

BOTH: dict[str, Callable[..., Ticket]] = {
    "link": lambda one, other, **values: link(ticket=one, to=other, kind=LinkKind.RELATED, **values),
    "merge": lambda one, other, **values: merge(ticket=one, into=other, **values),
}


def two(cast: Cast) -> tuple[Ticket, Ticket]:
    return make.ticket(cast), make.ticket(cast, subject="The tunnel again")


def test_both_say_that_they_are_linked(cast: Cast) -> None:
    one, other = two(cast)
    link(ticket=one, to=other, kind=LinkKind.RELATED, actor=at_desk(cast.amir), now=at(10))
    assert Link.objects.filter(ticket=one, to=other, kind=LinkKind.RELATED, at=at(10)).exists()
    for ticket, beside in ((one, other), (other, one)):
        event = last_event(ticket)
        assert (event.kind, event.actor, event.details) == (EventKind.TICKETS_LINKED, cast.amir, {"ticket": beside.pk, "kind": "related"})


def test_linking_twice_changes_nothing(cast: Cast) -> None:
    one, other = two(cast)
    for _ in range(2):
        link(ticket=one, to=other, kind=LinkKind.RELATED, actor=at_desk(cast.amir), now=at(10))
    assert (events(one).count(EventKind.TICKETS_LINKED), Link.objects.count()) == (1, 1)


@pytest.mark.parametrize("swapped", [False, True], ids=["older first", "younger first"])
def test_merging_closes_one_and_the_other_goes_on(cast: Cast, swapped: bool) -> None:
    gone, survivor = reversed(two(cast)) if swapped else two(cast)
    assert merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10)) == survivor
    closed = again(gone)
    assert (closed.status, closed.merged_into, closed.closed_at, closed.closed_how) == (Status.CLOSED, survivor, at(10), "merged")
    assert (closed.resolved_at, closed.confirmed_at, closed.due_at) == (None, None, None)
    assert again(survivor).status == Status.NEW
    assert Link.objects.get().kind == LinkKind.DUPLICATE
    assert (last_event(gone).status, last_event(gone).details) == (Status.CLOSED, {"side": "from", "ticket": survivor.pk})
    assert (last_event(survivor).status, last_event(survivor).details) == ("", {"side": "into", "ticket": gone.pk})


def test_the_clocks_of_what_is_merged_away_stop_unmet(cast: Cast) -> None:
    gone, survivor = two(cast)
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10))
    for metric in (Metric.RESPONSE, Metric.RESOLUTION):
        assert (clock(gone, metric).has_ended, clock(gone, metric).met_at) == (True, None)
        assert not clock(survivor, metric).has_ended


def test_what_is_merged_away_is_escalated_no_more(cast: Cast) -> None:
    gone, survivor = two(cast)
    escalate(ticket=gone, actor=at_desk(cast.amir), reason="Urgent.", now=at(5))
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10))
    assert again(gone).escalated_at is None


def test_messages_stay_where_they_were_written(cast: Cast) -> None:
    gone, survivor = two(cast)
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10))
    assert (gone.messages.count(), survivor.messages.count()) == (1, 1)


def test_tickets_of_different_requesters_do_not_merge(cast: Cast) -> None:
    mine, others = make.ticket(cast), make.ticket(cast, requester=cast.omar)
    with pytest.raises(Refused, match="different requesters"):
        merge(ticket=mine, into=others, actor=at_desk(cast.amir), now=at(10))
    assert (again(mine).status, Link.objects.count()) == (Status.NEW, 0)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_nothing_merges_into_what_is_done(cast: Cast, status: Status) -> None:
    with pytest.raises(Refused):
        merge(ticket=make.ticket(cast), into=make.ticket(cast, status), actor=at_desk(cast.amir), now=at(40))


@pytest.mark.parametrize("verb", BOTH)
def test_a_ticket_is_not_put_together_with_itself(cast: Cast, verb: str) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Invalid, match="with itself"):
        BOTH[verb](ticket, ticket, actor=at_desk(cast.amir), now=at(10))


@pytest.mark.parametrize("verb", BOTH)
def test_another_teams_ticket_is_not_found(cast: Cast, verb: str) -> None:
    mine, theirs = make.ticket(cast), make.ticket(cast, placed=Place(cast.network.id))
    with pytest.raises(NotVisible):
        BOTH[verb](mine, theirs, actor=at_desk(cast.amir), now=at(10))
    assert not Link.objects.exists()


@pytest.mark.parametrize("swapped", [False, True], ids=["older first", "younger first"])
def test_the_screen_that_counts_is_that_of_the_ticket_itself(cast: Cast, swapped: bool) -> None:
    gone, survivor = reversed(two(cast)) if swapped else two(cast)
    seen = last_event(gone).id
    add_note(ticket=gone, actor=at_desk(cast.amir), text="Meanwhile.", now=at(5))
    with pytest.raises(Stale):
        merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), seen=seen, now=at(10))
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), seen=last_event(gone).id, once=ONCE, now=at(10))
    with pytest.raises(AlreadyDone):
        merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), once=ONCE, now=at(10))


def test_both_are_dated_after_the_last_event_of_either(cast: Cast) -> None:
    gone, survivor = two(cast)
    add_note(ticket=survivor, actor=at_desk(cast.amir), text="Later.", now=at(30))
    merge(ticket=gone, into=survivor, actor=at_desk(cast.amir), now=at(10))
    assert (last_event(gone).at, last_event(survivor).at) == (at(30), at(30))
