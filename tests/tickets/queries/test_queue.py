"""The queue: what is due first, for who may see it."""

from datetime import timedelta
from typing import Any

import pytest
from pytest_django import DjangoAssertNumQueries

from counterfoil.people.actors import link_holder
from counterfoil.policy.vocabulary import Metric, Status
from counterfoil.tickets.actions.close import close
from counterfoil.tickets.actions.converse import receive_reply, reply
from counterfoil.tickets.actions.keep_time import sweep
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.placing import Place
from counterfoil.tickets.queries.queue import Horizon, Row, View, counts, queue
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at

NOW = at(60)


def rows(cast: Cast, name: str = "amir", **values: Any) -> list[Row]:
    page = queue(**{"actor": at_desk(getattr(cast, name)), "view": View.ALL, "now": NOW, **values})
    return [row for _, members in page.groups for row in members]


def references(*tickets: Ticket) -> list[str]:
    return [ticket.reference for ticket in tickets]


def test_what_is_due_first_comes_first_and_what_waits_comes_last(cast: Cast) -> None:
    waiting = make.ticket(cast, Status.AWAITING_USER_INPUT)
    medium, critical, high = make.ticket(cast), make.ticket(cast, answers=make.CRITICAL), make.ticket(cast, answers=make.HIGH)
    page = queue(actor=at_desk(cast.amir), view=View.ALL, now=at(10))
    assert [(group, [row.reference for row in members]) for group, members in page.groups] == [
        (Horizon.HOUR, references(critical, high)),
        (Horizon.TODAY, references(medium)),
        (Horizon.PAUSED, references(waiting)),
    ]


def test_the_horizons_count_the_whole_view(cast: Cast) -> None:
    for answers in (make.CRITICAL, make.HIGH, make.MEDIUM):
        make.ticket(cast, answers=answers)
    make.ticket(cast, Status.AWAITING_USER_INPUT)
    make.ticket(cast, Status.IN_PROGRESS, answers=make.MEDIUM)
    page = queue(actor=at_desk(cast.amir), view=View.ALL, now=at(45), limit=1)
    assert page.horizons == {Horizon.PAST: 1, Horizon.HOUR: 1, Horizon.TODAY: 2, Horizon.LATER: 0, Horizon.PAUSED: 1, Horizon.NONE: 0}


def test_midnight_is_that_of_the_desk(cast: Cast) -> None:
    reply(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="We are at it.", now=at(10))
    # Due on Thursday at ten in Berlin; half past eleven on Wednesday evening there, Wednesday in UTC too.
    before, after = at(24 * 60 + 13.4 * 60), at(24 * 60 + 14 * 60 + 1)
    assert rows(cast, now=before)
    assert queue(actor=at_desk(cast.amir), view=View.ALL, now=before).groups[0][0] is Horizon.LATER
    assert queue(actor=at_desk(cast.amir), view=View.ALL, now=after).groups[0][0] is Horizon.TODAY


def test_a_row_says_what_a_line_of_the_queue_shows(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.ESCALATED, answers=make.HIGH)
    receive_reply(ticket=ticket, actor=at_portal(cast.rita), text="Any\n\n  news?", now=at(20))
    (row,) = rows(cast)
    assert (row.reference, row.subject, row.snippet, row.status) == (ticket.reference, ticket.subject, "Any news?", "escalated")
    assert (row.priority, row.priority_rank, row.category, row.team, row.requester) == ("high", 1, "Hardware", "Service Desk", "Rita Ray")
    assert (row.assignee_id, row.assignee, row.is_escalated, row.is_triaged) == (cast.amir.id, "Amir Aziz", True, True)
    assert (row.due_at, row.due_from, row.due_metric, row.is_waiting) == (at(60), at(0), Metric.RESPONSE, True)


@pytest.mark.parametrize("status", [Status.RESOLVED, Status.CLOSED])
def test_what_is_done_is_in_no_queue(cast: Cast, status: Status) -> None:
    make.ticket(cast, status)
    assert (rows(cast), set(counts(actor=at_desk(cast.amir), now=NOW).values())) == ([], {0})


def test_each_view_holds_its_own(cast: Cast) -> None:
    mine, free = make.ticket(cast), make.unassigned(cast)
    toms = make.ticket(cast, placed=Place(cast.desk.id, cast.tom.id), answers=make.CRITICAL)
    actor = at_desk(cast.amir)
    found = {view: {row.reference for row in rows(cast, view=view, now=at(25))} for view in View}
    assert found == {
        View.MINE: {mine.reference},
        View.UNASSIGNED: {free.reference},
        View.AT_RISK: {toms.reference},
        View.ALL: {mine.reference, free.reference, toms.reference},
    }
    assert counts(actor=actor, now=at(25)) == {view: len(members) for view, members in found.items()}


def test_a_late_acknowledgement_alone_puts_nothing_at_risk(cast: Cast) -> None:
    make.ticket(cast)
    sweep(now=at(6))
    assert rows(cast, view=View.AT_RISK, now=at(6)) == []


def test_an_agent_sees_the_own_teams_what_is_nobodys_and_what_is_assigned(cast: Cast) -> None:
    desk, network = make.unassigned(cast), make.ticket(cast, placed=Place(cast.network.id))
    free, given = make.ticket(cast, placed=Place(None)), make.ticket(cast, placed=Place(cast.network.id, cast.amir.id))
    seen = {name: {row.reference for row in rows(cast, name)} for name in ("amir", "nadia", "lena", "sven", "uma", "ada")}
    everything = set(references(desk, network, free, given))
    assert seen["amir"] == everything - {network.reference}
    assert seen["lena"] == {desk.reference, free.reference}
    assert seen["nadia"] == everything - {desk.reference}
    assert seen["sven"] == seen["uma"] == seen["ada"] == everything


def test_requesters_have_no_queue(cast: Cast) -> None:
    ticket = make.ticket(cast)
    for actor in (at_portal(cast.rita), at_portal(cast.omar), link_holder(cast.rita, ticket.pk)):
        assert queue(actor=actor, view=View.ALL, now=NOW).groups == []
        assert counts(actor=actor, now=NOW)[View.ALL] == 0


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"priority": "high"}, 1),
        ({"priority": "High, medium"}, 2),
        ({"status": "new"}, 1),
        ({"status": "in_progress", "priority": "high"}, 0),
        ({"category": "hardware", "team": "service-desk", "kind": "incident", "channel": "portal"}, 2),
        ({"team": "network"}, 0),
        ({"assignee__password__startswith": "x"}, 2),
        ({"status": "' OR 1=1 --"}, 0),
        ({"status": "new\0"}, 1),
        ({"status": " , "}, 2),
    ],
)
def test_filters_come_from_a_closed_list(cast: Cast, filters: dict[str, str], found: int) -> None:
    make.ticket(cast, answers=make.HIGH)
    make.ticket(cast, Status.IN_PROGRESS)
    assert len(rows(cast, filters=filters)) == found


def test_pages_follow_each_other_without_gap_or_double(cast: Cast) -> None:
    made = [make.ticket(cast, answers=answers) for answers in (make.CRITICAL, make.HIGH, make.HIGH, make.MEDIUM)]
    made += [make.ticket(cast, Status.AWAITING_USER_INPUT) for _ in range(3)]
    found, cursor = [], ""
    while True:
        page = queue(actor=at_desk(cast.amir), view=View.ALL, now=NOW, cursor=cursor, limit=2)
        found += [row.reference for _, members in page.groups for row in members]
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert found == references(*made)


@pytest.mark.parametrize("cursor", ["", "|", "x|1", "2026-13-01|1", "|x", "2026-11-24T09:00:00|1", "\0|1", "|" + "9" * 40, "9999-12-31|"])
def test_a_cursor_that_is_none_starts_at_the_top_or_ends(cast: Cast, cursor: str) -> None:
    make.ticket(cast)
    assert len(rows(cast, cursor=cursor)) <= 1


def test_a_page_costs_the_same_for_any_number_of_tickets(cast: Cast, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    make.ticket(cast)
    actor = at_desk(cast.amir)
    queue(actor=actor, view=View.ALL, now=NOW)
    with django_assert_num_queries(3):
        queue(actor=actor, view=View.ALL, now=NOW)
    for _ in range(5):
        make.ticket(cast)
    with django_assert_num_queries(3):
        assert len(queue(actor=actor, view=View.ALL, now=NOW).groups[0][1]) == 6


def test_closing_takes_it_out_at_once(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    close(ticket=ticket, actor=at_desk(cast.lena), reason="Told.", now=at(30) + timedelta(days=1))
    assert rows(cast, "lena") == []
