"""A sound record has no breach, and each breach that is planted is found."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from counterfoil.notifications import fan_out
from counterfoil.notifications.models import Delivery, State
from counterfoil.people.actors import SYSTEM
from counterfoil.policy.vocabulary import Channel, EventKind, Metric, Role, Status
from counterfoil.tickets.actions.converse import receive_reply
from counterfoil.tickets.actions.keep_time import silence, sweep
from counterfoil.tickets.actions.relate import merge
from counterfoil.tickets.actions.told import confirm_delivery
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Attachment, Clock, Event, Ticket
from counterfoil.upkeep import invariants
from tests.notifications.post import Outbox, post
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at

HOUR = timedelta(hours=1)


def breaches(now: datetime | None = None) -> list[tuple[str, str]]:
    """What is found an hour and a half after the journey began, as (invariant, words)."""
    return [(breach.invariant, breach.words) for breach in invariants.check(now=now or at(90))]


def invariants_broken(now: datetime | None = None) -> set[str]:
    return {invariant for invariant, _ in breaches(now)}


@pytest.fixture
def ticket(cast: Cast, outbox: Outbox) -> Ticket:
    """A solved ticket with a file, told to all."""
    made = make.ticket(cast, Status.RESOLVED, files=[Upload(name="log.txt", content=b"Line one")])
    post()
    return made


def test_a_record_that_went_through_everything_is_sound(cast: Cast, outbox: Outbox) -> None:
    for status in Status:
        make.ticket(cast, status, answers=make.CRITICAL)
    receive_reply(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), text="It is back.", now=at(30))
    merge(ticket=make.ticket(cast), into=make.ticket(cast), actor=at_desk(cast.amir), now=at(30))
    sweep(now=at(600))
    later = at(8 * 24 * 60)
    for now in (at(600), at(3 * 24 * 60), at(5 * 24 * 60), later):
        silence(now=now)
        post(now)
    assert breaches(later + HOUR) == []


PLANTED: dict[str, tuple[Callable[[Ticket], object], str]] = {
    "a status of its own": (lambda t: _set(t, status=Status.IN_PROGRESS, resolved_at=None), "status"),
    "a priority of its own": (lambda t: _set(t, priority="critical"), "status"),
    "a step no verb leads to": (lambda t: _event(t, status=Status.NEW), "status"),
    "a due time of its own": (lambda t: _set(t, due_at=at(0)), "due"),
    "a pause of its own": (lambda t: _set(t, paused_at=at(0)), "due"),
    "a clock met elsewhere": (lambda t: _clock(t, met_at=at(1)), "clocks"),
    "a clock in another state": (lambda t: _clock(t, state="running"), "clocks"),
    "a clock too many": (lambda t: t.clocks.filter(metric=Metric.RESPONSE).update(metric=Metric.NEXT_REPLY), "clocks"),
    "a clock too few": (lambda t: t.clocks.filter(metric=Metric.RESPONSE).delete(), "clocks"),
    "logged before it was reported": (lambda t: _set(t, reported_at=at(5)), "times"),
    "logged at another time": (lambda t: _set(t, logged_at=at(5)), "times"),
    "resolved at another time": (lambda t: _set(t, resolved_at=at(5)), "times"),
    "time that goes back": (lambda t: _event(t, at=at(-5)), "times"),
    "a deed of no ticket": (lambda t: _set(t, last_event_id=1), "history"),
    "an event nobody was told of": (lambda t: _event(t, kind=EventKind.REPLY_SENT, fanned_out_at=None, at=at(20)), "post"),
    "a ticket with no event": (lambda t: Ticket.objects.create(**_copy(t)), "history"),
}


@pytest.mark.parametrize(("plant", "invariant"), PLANTED.values(), ids=PLANTED)
def test_a_planted_breach_is_found(ticket: Ticket, plant: Callable[[Ticket], object], invariant: str) -> None:
    assert breaches() == []
    plant(ticket)
    assert invariant in invariants_broken()


def test_only_the_tickets_that_are_named_are_looked_at(cast: Cast, ticket: Ticket) -> None:
    other = make.ticket(cast)
    _set(ticket, due_at=at(0))
    assert list(invariants.tickets(other.reference)) == []
    assert [breach.subject for breach in invariants.tickets(ticket.reference)] == [ticket.reference]


def test_a_report_without_its_words_is_found(ticket: Ticket) -> None:
    ticket.events.create(**_values(ticket) | {"kind": EventKind.TICKET_LOGGED})
    bare = Ticket.objects.create(**_copy(ticket))
    Event.objects.create(**_values(bare) | {"kind": EventKind.NOTE_ADDED})
    words = {breach.words for breach in invariants.tickets(bare.reference)}
    assert {"Its history begins with note_added.", "Its report is missing.", "Its history does not begin with New."} <= words


def test_a_missing_a_damaged_and_a_forgotten_file_are_found(ticket: Ticket, files: Path) -> None:
    [blob] = [path for path in files.rglob("*") if path.is_file()]
    blob.write_bytes(b"Line two")
    assert breaches() == [("files", "Its content has changed.")]
    blob.write_bytes(b"Line")
    assert breaches() == [("files", "It has 4 bytes instead of 8.")]
    blob.unlink()
    assert breaches() == [("files", "It is missing.")]
    Attachment.objects.all().delete()
    blob.write_bytes(b"Line one")
    written = datetime.fromtimestamp(blob.stat().st_mtime, tz=at(0).tzinfo)
    assert ("files", "Nothing names it.") not in breaches(written + timedelta(hours=23))
    assert ("files", "Nothing names it.") in breaches(written + timedelta(hours=25))


def test_a_delivery_that_is_stuck_is_found(cast: Cast) -> None:
    make.ticket(cast)
    fan_out.missed(now=at(1))
    assert breaches(at(1) + HOUR) == []
    assert set(breaches(at(2) + HOUR)) == {("post", "It is due, and nobody sends it.")}
    assert ("post", "It should have been given up by now.") in breaches(at(2) + timedelta(days=4) + HOUR)


def test_a_delivery_and_its_ticket_tell_the_same(ticket: Ticket) -> None:
    Delivery.objects.filter(notice="acknowledgement").update(state=State.FAILED, accepted_at=None)
    assert {words for _, words in breaches()} == {
        "It is failed, and its ticket does not say so.",
        "It says that a notice was accepted, and no delivery does.",
    }


def test_an_acceptance_without_a_delivery_is_found(ticket: Ticket) -> None:
    confirm_delivery(ticket=ticket, notice="reply", delivery_id=10**9, now=at(70))
    assert breaches() == [("post", "It says that a notice was accepted, and no delivery does.")]


def test_what_is_found_is_told_to_the_log(ticket: Ticket, caplog: pytest.LogCaptureFixture) -> None:
    _set(ticket, due_at=at(0))
    with caplog.at_level("INFO"):
        assert invariants.verify(now=at(90)) == 1
    assert any(ticket.reference in record.getMessage() for record in caplog.records)


def _set(ticket: Ticket, **values: object) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(**values)


def _clock(ticket: Ticket, **values: object) -> None:
    Clock.objects.filter(ticket=ticket, metric=Metric.RESPONSE).update(**values)


def _values(ticket: Ticket) -> dict[str, object]:
    return {
        "ticket": ticket, "kind": EventKind.NOTE_ADDED, "role": Role.SYSTEM, "channel": Channel.SYSTEM, "at": at(60),
        "policy_version": ticket.policy_version, "fanned_out_at": at(60), "actor": SYSTEM.user,
    }  # fmt: skip


def _event(ticket: Ticket, **values: object) -> None:
    Event.objects.create(**_values(ticket) | values)


def _copy(ticket: Ticket) -> dict[str, object]:
    columns = {field.attname: getattr(ticket, field.attname) for field in ticket._meta.concrete_fields}
    return columns | {"id": None, "reference": "INC-999999"}
