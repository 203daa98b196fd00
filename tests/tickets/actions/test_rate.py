"""Rate: how satisfied the requester is (SOP 1 §4.7)."""

from datetime import timedelta

import pytest

from counterfoil.people.actors import SYSTEM, importer, link_holder
from counterfoil.policy.access import Denied
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Status
from counterfoil.tickets.actions.rate import rate
from counterfoil.tickets.actions.relate import merge
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import Rating
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.record import again, last_event

WEEK = timedelta(days=7)


def test_a_rating_is_a_score_with_a_comment(cast: Cast) -> None:
    ticket = rate(ticket=make.ticket(cast, Status.CLOSED), actor=at_portal(cast.rita), score=4, comment="Quick,\0 kind.", now=at(60))
    rating, event = Rating.objects.get(), last_event(ticket)
    assert (rating.ticket, rating.score, rating.comment, rating.by, rating.at) == (ticket, 4, "Quick, kind.", cast.rita, at(60))
    assert (event.kind, event.details, event.message, event.status) == (EventKind.TICKET_RATED, {"score": 4}, None, "")


def test_a_new_rating_takes_the_place_of_the_old_and_both_are_events(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    for score in (2, 5):
        rate(ticket=ticket, actor=link_holder(cast.rita, ticket.pk), score=score, now=at(60))
    assert Rating.objects.get().score == 5
    scores = ticket.events.filter(kind=EventKind.TICKET_RATED).order_by("id").values_list("details", flat=True)
    assert list(scores) == [{"score": 2}, {"score": 5}]


@pytest.mark.parametrize("score", [0, 6, -1])
def test_a_score_is_one_of_five(cast: Cast, score: int) -> None:
    with pytest.raises(Invalid):
        rate(ticket=make.ticket(cast, Status.CLOSED), actor=at_portal(cast.rita), score=score, now=at(60))


def test_a_rating_is_open_for_a_week_after_closing(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.CLOSED)
    with pytest.raises(Refused, match="The time for a rating has passed"):
        rate(ticket=ticket, actor=at_portal(cast.rita), score=5, now=at(30) + WEEK)
    rate(ticket=ticket, actor=at_portal(cast.rita), score=5, now=at(30) + WEEK - timedelta(seconds=1))


def test_nobody_rates_the_own_work(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED, requester=cast.amir)
    for actor in (at_desk(cast.amir), at_portal(cast.amir), link_holder(cast.amir, ticket.pk)):
        with pytest.raises(Denied):
            rate(ticket=ticket, actor=actor, score=5, now=at(60))


def test_a_job_has_no_opinion(cast: Cast) -> None:
    with pytest.raises(Denied):
        rate(ticket=make.ticket(cast, Status.RESOLVED), actor=SYSTEM, score=5, now=at(60))


def test_an_imported_rating_is_its_requesters(cast: Cast) -> None:
    rate(ticket=make.ticket(cast, Status.CLOSED), actor=importer(cast.rita), score=3, now=at(60))
    assert Rating.objects.get().by == cast.rita


def test_what_was_merged_away_was_not_solved(cast: Cast) -> None:
    ticket, survivor = make.ticket(cast), make.ticket(cast)
    merge(ticket=ticket, into=survivor, actor=at_desk(cast.amir), now=at(10))
    with pytest.raises(Refused, match=survivor.reference):
        rate(ticket=again(ticket), actor=at_portal(cast.rita), score=5, now=at(60))
