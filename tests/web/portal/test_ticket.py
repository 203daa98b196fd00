"""A requester's own ticket."""

import pytest

from counterfoil.people import links
from counterfoil.policy.vocabulary import Status
from counterfoil.tickets.models import Event, Rating, Ticket
from tests.web.conftest import NOTE, NOW, Cast, make
from tests.web.test_refusals import Browse


def test_no_note_ever_reaches_the_requester(cast: Cast, browse: Browse) -> None:
    client = browse(cast.rita)
    for status in Status:
        ticket = make(cast, status)
        for path in (f"/r/{ticket.reference}", f"/r/{ticket.reference}?sent", "/requests", "/"):
            assert NOTE not in client.get(path).content.decode()


def test_staff_who_report_see_the_public_view_of_their_own_request(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, requester=cast.amir)
    assert NOTE not in browse(cast.amir).get(f"/r/{ticket.reference}").content.decode()


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (Status.NEW, "Received"),
        (Status.IN_PROGRESS, "With Amir"),
        (Status.AWAITING_USER_INPUT, "Waiting for you"),
        (Status.ESCALATED, "With a specialist"),
        (Status.RESOLVED, "Is it?"),
        (Status.CLOSED, "How was the help you got?"),
    ],
)
def test_each_status_is_said_in_the_requesters_words(status: Status, words: str, cast: Cast, browse: Browse) -> None:
    assert words in browse(cast.rita).get(f"/r/{make(cast, status).reference}").content.decode()


def test_yes_closes_and_counts_as_confirmed(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.RESOLVED)
    browse(cast.rita).post(f"/r/{ticket.reference}/confirmation", {"solved": "yes"})
    ticket.refresh_from_db()
    assert ticket.status == Status.CLOSED
    assert ticket.confirmed_at


def test_no_needs_a_word_and_brings_it_back(cast: Cast, browse: Browse) -> None:
    ticket, client = make(cast, Status.RESOLVED), browse(cast.rita)
    refused = client.post(f"/r/{ticket.reference}/confirmation", {"solved": "no", "comment": ""})
    assert refused.status_code == 422
    assert "what is still wrong" in refused.content.decode()
    client.post(f"/r/{ticket.reference}/confirmation", {"solved": "no", "comment": "It dropped again"})
    ticket.refresh_from_db()
    assert ticket.status == Status.IN_PROGRESS


def test_a_no_to_a_request_that_closed_meanwhile_keeps_the_words(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.CLOSED)
    answer = browse(cast.rita).post(f"/r/{ticket.reference}/confirmation", {"solved": "no", "comment": "It dropped again"})
    assert answer.status_code == 422
    assert "It dropped again</textarea>" in answer.content.decode()


def test_nothing_is_preselected_for_a_rating_and_a_press_records_it(cast: Cast, browse: Browse) -> None:
    ticket, client = make(cast, Status.CLOSED), browse(cast.rita)
    page = client.get(f"/r/{ticket.reference}").content.decode()
    assert "checked" not in page
    assert client.post(f"/r/{ticket.reference}/rating", {"score": ""}).status_code == 422
    client.post(f"/r/{ticket.reference}/rating", {"score": "4", "comment": "Quick"})
    assert Rating.objects.values_list("score", "comment").get() == (4, "Quick")


def test_who_works_tickets_rates_none_not_even_the_own(cast: Cast, browse: Browse) -> None:
    for who in (cast.amir, cast.nadia):
        ticket = make(cast, Status.CLOSED, requester=who)
        assert browse(who).post(f"/r/{ticket.reference}/rating", {"score": "5"}).status_code == 404
    assert not Rating.objects.exists()


def test_an_answer_to_a_closed_request_opens_a_linked_one(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.CLOSED)
    browse(cast.rita).post(f"/r/{ticket.reference}/replies", {"text": "It is back."})
    assert Ticket.objects.exclude(pk=ticket.pk).get().requester == cast.rita


def test_a_mailed_link_opens_one_ticket_and_nothing_else(cast: Cast, browse: Browse) -> None:
    ticket, other = make(cast), make(cast)
    token = links.make(ticket_id=ticket.pk, user_id=cast.rita.id, now=NOW)
    client = browse(None)
    events = Event.objects.count()
    answer = client.get(f"/r/{ticket.reference}/k/{token}")
    assert answer["Location"] == f"/r/{ticket.reference}"
    assert (answer["Referrer-Policy"], answer["Cache-Control"]) == ("no-referrer", "no-store")
    page = client.get(f"/r/{ticket.reference}")
    assert page.status_code == 200
    assert NOTE not in page.content.decode()
    assert client.get(f"/r/{other.reference}").status_code == 302
    assert client.get(f"/t/{ticket.reference}").status_code == 302
    assert Event.objects.count() == events


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_opens_every_link_changes_nothing(method: str, cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.RESOLVED)
    token = links.make(ticket_id=ticket.pk, user_id=cast.rita.id, now=NOW)
    client, before = browse(None), Event.objects.count()
    for _ in range(3):
        for path in (f"/r/{ticket.reference}/k/{token}", f"/r/{ticket.reference}?solved=yes", f"/r/{ticket.reference}/confirmation"):
            getattr(client, method)(path)
    ticket.refresh_from_db()
    assert (Event.objects.count(), ticket.status) == (before, Status.RESOLVED)


def test_a_token_of_another_ticket_or_a_forged_one_opens_nothing(cast: Cast, browse: Browse) -> None:
    ticket, other = make(cast), make(cast)
    token = links.make(ticket_id=other.pk, user_id=cast.rita.id, now=NOW)
    for wrong in (token, token[:-3] + "abc", "x"):
        client = browse(None)
        assert client.get(f"/r/{ticket.reference}/k/{wrong}")["Location"] == f"/r/{ticket.reference}/link"
        assert client.get(f"/r/{ticket.reference}").status_code == 302


def test_asking_for_a_new_link_says_the_same_to_everybody(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client = browse(None)
    answers = [
        client.post(f"/r/{reference}/link", {"email": email}).content.split(b"<main")[1]
        for reference, email in [
            (ticket.reference, cast.rita.email),
            (ticket.reference, "mallory@evil.example"),
            ("INC-999999", cast.rita.email),
        ]
    ]
    assert len(set(answers)) == 1
