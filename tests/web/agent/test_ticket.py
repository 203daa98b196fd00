"""The ticket page and its actions."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from counterfoil.people.actors import actor_of
from counterfoil.policy.vocabulary import Channel, Status
from counterfoil.tickets.actions.converse import add_note, reply
from counterfoil.tickets.models import Event, Message, Ticket
from tests.web.conftest import NOTE, NOW, Cast, make
from tests.web.test_refusals import Browse

HTMX = {"HX-Request": "true"}


def test_an_agent_sees_the_note_and_that_it_is_one(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    page = browse(cast.amir).get(f"/t/{ticket.reference}").content.decode()
    assert NOTE in page
    assert "Internal note, colleagues only" in page


def test_who_only_reads_gets_no_forms(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    page = browse(cast.uma).get(f"/t/{ticket.reference}").content.decode()
    assert f"/t/{ticket.reference}/" not in page


def test_reply_and_note_go_to_different_places(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client = browse(cast.amir)
    client.post(f"/t/{ticket.reference}/replies", {"text": "for Rita"})
    client.post(f"/t/{ticket.reference}/notes", {"text": "for us"})
    said = dict(Message.objects.filter(body__startswith="for").values_list("body", "is_public"))
    assert said == {"for Rita": True, "for us": False}


def test_htmx_gets_the_ticket_and_a_plain_form_a_redirect(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client = browse(cast.amir)
    plain = client.post(f"/t/{ticket.reference}/notes", {"text": "one"})
    fragment = client.post(f"/t/{ticket.reference}/notes", {"text": "two"}, headers=HTMX)
    assert (plain.status_code, plain["Location"]) == (303, f"/t/{ticket.reference}")
    page = fragment.content.decode()
    assert fragment.status_code == 200
    assert page.lstrip().startswith('<div id="ticket"')
    assert "<html" not in page
    assert "two" in page
    assert "Note added." in page


@pytest.mark.parametrize(("noun", "text"), [("replies", ""), ("resolution", ""), ("escalation", "")])
def test_an_empty_text_is_refused_in_words(noun: str, text: str, cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.IN_PROGRESS)
    for headers in ({}, HTMX):
        answer = browse(cast.amir).post(f"/t/{ticket.reference}/{noun}", {"text": text}, headers=headers)
        assert answer.status_code == 422
        assert "Nothing was changed." in answer.content.decode()


def test_who_was_signed_out_meanwhile_keeps_the_page_with_the_text(ticket: Ticket, browse: Browse) -> None:
    answer = browse(None).post(f"/t/{ticket.reference}/replies", {"text": "long text"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"]) == (401, "#toasts")
    assert "You were signed out" in answer.content.decode()


def test_a_refusal_to_htmx_leaves_the_page_where_it_is(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    answer = browse(cast.nadia).post(f"/t/{ticket.reference}/replies", {"text": "x"}, headers=HTMX)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reswap"]) == (404, "#toasts", "innerHTML")
    assert "<html" not in answer.content.decode()


def test_what_the_procedure_refuses_is_said_and_the_text_is_kept(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.CLOSED)
    before = Event.objects.filter(ticket=ticket).count()
    answer = browse(cast.lena).post(f"/t/{ticket.reference}/resolution", {"solution": "again and again"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Closed" in page
    assert "again and again</textarea>" in page
    assert Event.objects.filter(ticket=ticket).count() == before


def test_a_solution_is_needed_and_the_category_too(cast: Cast, browse: Browse) -> None:
    ticket = make(cast, Status.IN_PROGRESS)
    browse(cast.amir).post(f"/t/{ticket.reference}/resolution", {"solution": "Keys renewed"})
    ticket.refresh_from_db()
    assert (ticket.status, ticket.solution) == (Status.RESOLVED, "Keys renewed")


def test_going_against_the_matrix_needs_a_reason(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client, against = browse(cast.amir), {"kind": "incident", "impact": "person", "urgency": "degraded", "priority": "high"}
    refused = client.post(f"/t/{ticket.reference}/triage", against)
    assert refused.status_code == 422
    client.post(f"/t/{ticket.reference}/triage", against | {"reason": "the board meets today"})
    ticket.refresh_from_db()
    assert (ticket.priority, ticket.is_overridden) == ("high", True)


def test_an_agent_who_lowers_the_gravest_priority_is_told_why_not(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client = browse(cast.amir)
    client.post(f"/t/{ticket.reference}/triage", {"kind": "incident", "impact": "organization", "urgency": "stopped", "workaround": "no"})
    answer = client.post(f"/t/{ticket.reference}/triage", {"kind": "incident", "impact": "person", "urgency": "inconvenience"})
    assert answer.status_code == 422
    assert "Only a team lead" in answer.content.decode()


def test_the_work_button_does_what_the_status_makes_of_it(cast: Cast, browse: Browse) -> None:
    client = browse(cast.lena)
    for status, words in [
        (Status.NEW, "Start work"),
        (Status.AWAITING_USER_INPUT, "Go on without an answer"),
        (Status.ESCALATED, "Take back"),
    ]:
        ticket = make(cast, status)
        assert words in client.get(f"/t/{ticket.reference}").content.decode()
        client.post(f"/t/{ticket.reference}/work", {})
        ticket.refresh_from_db()
        assert ticket.status == Status.IN_PROGRESS


def test_the_policy_says_whom_it_would_choose_and_why(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    assert "has the least workload" in browse(cast.amir).get(f"/t/{ticket.reference}/suggestion").content.decode()
    for who in (cast.rita, cast.nadia):
        assert browse(who).get(f"/t/{ticket.reference}/suggestion").status_code == 404


def test_who_moves_a_ticket_out_of_sight_lands_in_the_queue(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    from counterfoil.people.models import Team

    answer = browse(cast.lena).post(
        f"/t/{ticket.reference}/transfer", {"team": str(Team.objects.get(slug="network").id), "reason": "theirs"}, headers=HTMX
    )
    assert (answer.status_code, answer["HX-Redirect"]) == (200, "/q/mine")


@pytest.mark.parametrize("field", ["status", "assignee", "is_public", "requester", "id", "logged_at"])
def test_a_field_that_is_no_field_of_the_form_does_nothing(field: str, cast: Cast, ticket: Ticket, browse: Browse) -> None:
    browse(cast.amir).post(f"/t/{ticket.reference}/notes", {"text": "x", field: "1"})
    assert not Message.objects.get(body="x").is_public
    assert Ticket.objects.filter(pk=ticket.pk, status=Status.NEW, requester=cast.rita, assignee=cast.amir).exists()


def test_the_number_of_queries_does_not_grow_with_the_messages(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    client, amir = browse(cast.amir), actor_of(cast.amir, Channel.DESK)
    client.get(f"/t/{ticket.reference}")
    with CaptureQueriesContext(connection) as few:
        client.get(f"/t/{ticket.reference}")
    for number in range(5):
        add_note(ticket=ticket, actor=amir, text=f"note {number}", now=NOW)
        reply(ticket=ticket, actor=amir, text=f"reply {number}", now=NOW)
    with CaptureQueriesContext(connection) as many:
        client.get(f"/t/{ticket.reference}")
    assert len(many) <= len(few) + 2
