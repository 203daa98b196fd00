"""The queues."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counterfoil.policy.vocabulary import Status
from tests.web.conftest import Cast, make
from tests.web.test_refusals import Browse


@pytest.mark.parametrize("view", ["mine", "unassigned", "at-risk", "all"])
def test_requesters_have_no_queue_and_nobody_is_asked_to_sign_in(view: str, cast: Cast, browse: Browse) -> None:
    assert browse(cast.rita).get(f"/q/{view}").status_code == 404
    assert browse(None).get(f"/q/{view}").status_code == 302


def test_an_unknown_view_is_not_there(cast: Cast, browse: Browse) -> None:
    assert browse(cast.amir).get("/q/everything").status_code == 404


def test_tickets_stand_in_the_group_of_the_time_that_is_left(cast: Cast, browse: Browse) -> None:
    make(cast, subject="late one")
    make(cast, Status.AWAITING_USER_INPUT, subject="waiting one")
    page = browse(cast.amir).get("/q/all").content.decode()
    assert page.index("Past target") < page.index("late one") < page.index("Clock paused") < page.index("waiting one")


def test_another_teams_tickets_are_not_in_the_queue(cast: Cast, browse: Browse) -> None:
    ticket = make(cast)
    assert ticket.reference not in browse(cast.nadia).get("/q/all").content.decode()
    assert ticket.reference in browse(cast.uma).get("/q/all").content.decode()


def test_an_empty_queue_offers_the_next_step(cast: Cast, browse: Browse) -> None:
    page = browse(cast.amir).get("/q/mine").content.decode()
    assert "Nothing waiting for you" in page
    assert "/q/unassigned" in page


def test_more_than_a_page_goes_on_where_it_ended(cast: Cast, browse: Browse, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {make(cast).reference for _ in range(5)}
    from counterfoil.tickets.queries import queue as queues

    monkeypatch.setattr(queues.queue, "__kwdefaults__", {**(queues.queue.__kwdefaults__ or {}), "limit": 2})
    client, seen, path = browse(cast.amir), [], "/q/all"
    while path:
        page = client.get(path, headers={"HX-Request": "true"}).content.decode()
        seen += [one for one in made if f">{one}<" in page]
        path = page.split('hx-get="')[1].split('"')[0].replace("&amp;", "&") if 'hx-get="' in page else ""
    assert sorted(seen) == sorted(made)


@pytest.mark.parametrize("query", ["after=x", "after=2026|1", "status=';drop", "priority=%00", "after=|99999999999999999999"])
def test_any_query_string_gives_a_page(query: str, cast: Cast, browse: Browse) -> None:
    assert browse(cast.amir).get(f"/q/all?{query}").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_rows(cast: Cast, browse: Browse) -> None:
    client = browse(cast.amir)
    make(cast)
    client.get("/q/all")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get("/q/all")
    for _ in range(6):
        make(cast)
    with CaptureQueriesContext(connection) as many:
        client.get("/q/all")
    assert len(many) == len(few) <= 15
