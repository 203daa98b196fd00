"""What must never be false, as the database itself holds it: nobody gets round it by another door."""

from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from counterfoil.audit.models import Change
from counterfoil.policy.vocabulary import Metric, Status
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.actions.rate import rate
from counterfoil.tickets.models import Clock, Event, Link, LinkKind, Message, Rating, Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at
from tests.tickets.record import again

GROWING = {"event": "at = now()", "change": "kind = 'x'", "policy_version": "text = 'x'"}


def refused(sql: str, *params: Any, match: str) -> None:
    with pytest.raises(IntegrityError, match=match), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, params)


@pytest.mark.parametrize("table", GROWING)
def test_a_record_that_only_grows_refuses_change_and_removal(cast: Cast, table: str) -> None:
    make.ticket(cast)
    assert Change.objects.exists()
    refused(f"UPDATE {table} SET {GROWING[table]}", match=f"{table} only grows: UPDATE is refused")
    refused(f"DELETE FROM {table}", match=f"{table} only grows: DELETE is refused")


@pytest.mark.parametrize("table", GROWING)
def test_a_record_that_only_grows_cannot_be_emptied(cast: Cast, table: str) -> None:
    with connection.cursor() as cursor:
        # The test database switches this one off to clean up after tests; installations have it.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_truncate")
    refused(f"TRUNCATE {table} CASCADE", match=f"{table} only grows: TRUNCATE is refused")


@pytest.mark.parametrize("table", GROWING)
def test_the_guards_stand_for_replicated_sessions_too(cast: Cast, table: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgenabled FROM pg_trigger WHERE tgname = %s", [f"{table}_rows"])
        assert cursor.fetchall() == [("A",)]


def test_an_event_is_marked_as_told_once_and_in_nothing_else(cast: Cast) -> None:
    event = make.ticket(cast).events.earliest("id")
    refused("UPDATE event SET fanned_out_at = now(), role = 'lead' WHERE id = %s", event.id, match="UPDATE is refused")
    assert Event.objects.filter(id=event.id).update(fanned_out_at=at(5)) == 1
    refused("UPDATE event SET fanned_out_at = now() WHERE id = %s", event.id, match="UPDATE is refused")
    refused("UPDATE event SET fanned_out_at = NULL WHERE id = %s", event.id, match="UPDATE is refused")


@pytest.mark.parametrize(
    ("status", "values", "match"),
    [
        (Status.NEW, {"status": "pending"}, "status_is_known|iff_resolved"),
        (Status.NEW, {"kind": "problem"}, "kind_is_known"),
        (Status.NEW, {"channel": "fax"}, "channel_is_known"),
        (Status.NEW, {"subject": ""}, "has_a_subject"),
        (Status.NEW, {"resolved_at": at(1)}, "resolved_at_iff_resolved"),
        (Status.NEW, {"closed_at": at(1)}, "closed_at_iff_closed"),
        (Status.NEW, {"status": "resolved"}, "resolved_at_iff_resolved"),
        (Status.NEW, {"status": "closed"}, "iff"),
        (Status.RESOLVED, {"resolved_at": None}, "resolved_at_iff_resolved"),
        (Status.RESOLVED, {"solution": ""}, "resolved_is_documented"),
        (Status.RESOLVED, {"assignee": None}, "resolved_is_documented"),
        (Status.RESOLVED, {"category": None}, "resolved_is_documented"),
        (Status.RESOLVED, {"status": "closed"}, "closed_at_iff_closed"),
        (Status.CLOSED, {"closed_at": None}, "closed_at_iff_closed"),
        (Status.CLOSED, {"status": "in_progress"}, "iff"),
    ],
)
def test_no_ticket_is_what_none_can_be(cast: Cast, status: Status, values: dict[str, Any], match: str) -> None:
    ticket = make.ticket(cast, status)
    with pytest.raises(IntegrityError, match=match), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**values)
    assert again(ticket).status == status


def test_a_reference_is_given_once(cast: Cast) -> None:
    one, other = make.ticket(cast), make.ticket(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=other.pk).update(reference=one.reference)


def test_an_outside_record_is_imported_once(cast: Cast) -> None:
    make.ticket(cast, external_reference="INC0000045", external_source="servicenow")
    make.ticket(cast, external_reference="INC0000045", external_source="rabobank")
    with pytest.raises(IntegrityError, match="ticket_imported_once"), transaction.atomic():
        make.ticket(cast, external_reference="INC0000045", external_source="servicenow")


def test_a_note_is_never_public(cast: Cast) -> None:
    ticket = add_note(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="x", now=at(5))
    with pytest.raises(IntegrityError, match="message_note_is_internal"), transaction.atomic():
        Message.objects.filter(ticket=ticket, kind="note").update(is_public=True)


@pytest.mark.parametrize("score", [0, 6])
def test_a_rating_is_one_of_five_and_one_a_ticket(cast: Cast, score: int) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    rate(ticket=ticket, actor=at_portal(cast.rita), score=5, now=at(30))
    with pytest.raises(IntegrityError, match="rating_is_1_to_5"), transaction.atomic():
        Rating.objects.update(score=score)
    with pytest.raises(IntegrityError, match="ticket_id"), transaction.atomic():
        Rating.objects.create(ticket=ticket, score=4, by=cast.rita, at=at(31))


def test_a_ticket_has_one_clock_for_a_metric(cast: Cast) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(IntegrityError, match="clock_one_per_metric"), transaction.atomic():
        Clock.objects.filter(ticket=ticket, metric=Metric.RESPONSE).update(metric=Metric.RESOLUTION)


def test_a_ticket_is_never_linked_with_itself_nor_twice_alike(cast: Cast) -> None:
    one, other = make.ticket(cast), make.ticket(cast)
    Link.objects.create(ticket=one, to=other, kind=LinkKind.RELATED, at=at(5))
    for to, match in ((one, "not_to_itself"), (other, "ticket_link_once")):
        with pytest.raises(IntegrityError, match=match), transaction.atomic():
            Link.objects.create(ticket=one, to=to, kind=LinkKind.RELATED, at=at(6))


@pytest.mark.parametrize(
    ("table", "column", "word"),
    [("event", "kind", "x"), ("event", "role", "x"), ("event", "status", "x"), ("message", "kind", "x"), ("ticket_link", "kind", "x")],
)
def test_a_closed_list_holds_its_own_words_only(cast: Cast, table: str, column: str, word: str) -> None:
    one, other = make.ticket(cast), make.ticket(cast)
    Link.objects.create(ticket=one, to=other, kind=LinkKind.RELATED, at=at(5))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {table} LIMIT 1")
        columns = [name.name for name in cursor.description or () if name.name not in ("id", column)]
    chosen = ", ".join(f'"{name}"' for name in columns)
    refused(f"INSERT INTO {table} ({chosen}, {column}) SELECT {chosen}, %s FROM {table} LIMIT 1", word, match=f"{column}_is_known")


def test_a_ticket_of_somebody_cannot_lose_them(cast: Cast) -> None:
    ticket = make.ticket(cast)
    with pytest.raises((IntegrityError, DataError)), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE ticket SET requester_id = NULL WHERE id = %s", [ticket.pk])
