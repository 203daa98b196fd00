"""From delivery to mail server: leased before it is sent, sent until it is answered, and its answer kept."""

import threading
from datetime import datetime, timedelta

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import connection
from jinja2 import TemplateNotFound

from counterfoil.notifications import deliver, fan_out, limits
from counterfoil.notifications.models import Delivery, State
from counterfoil.policy.vocabulary import ClockState, EventKind, Metric
from counterfoil.tickets.models import Clock, Event
from tests.notifications.post import Outbox
from tests.support import make
from tests.support.cast import Cast
from tests.support.smtp import Sink
from tests.support.time import at

DAYS = timedelta(days=4)


def acknowledgement(cast: Cast) -> Delivery:
    """That of Rita's report, made at the minute 1."""
    make.unassigned(cast)
    fan_out.missed(now=at(1))
    return Delivery.objects.get(notice="acknowledgement")


def send(delivery: Delivery, now: datetime) -> Delivery:
    deliver.one(delivery=delivery.pk, now=now)
    delivery.refresh_from_db()
    return delivery


def journeys() -> list[tuple[str, str]]:
    """What the ticket says of its notices."""
    kinds = (EventKind.NOTICE_ACCEPTED, EventKind.NOTICE_FAILED)
    return [(event.kind, event.details["notice"]) for event in Event.objects.filter(kind__in=kinds).order_by("id")]


def test_acceptance_is_noted_in_the_delivery_and_meets_the_clock(cast: Cast, server: Sink) -> None:
    sent = send(acknowledgement(cast), at(2))
    assert (sent.state, sent.accepted_at, sent.answer, sent.owner, sent.until) == (State.ACCEPTED, at(2), "250 Kept", "", None)
    assert journeys() == [(EventKind.NOTICE_ACCEPTED, "acknowledgement")]
    clock = Clock.objects.get(metric=Metric.ACKNOWLEDGEMENT)
    assert (clock.state, clock.met_at) == (ClockState.MET, at(2))
    [envelope] = server.accepted
    assert envelope.rcpt_tos == ["rita@fernhill.example"]
    assert envelope.original_content == bytes(sent.raw or b"")


def test_running_the_job_twice_sends_once(cast: Cast, server: Sink) -> None:
    sent = acknowledgement(cast)
    send(sent, at(2))
    send(sent, at(3))
    assert (len(server.accepted), len(journeys())) == (1, 1)


def test_a_refusal_for_good_fails_and_shows_in_the_ticket(cast: Cast, server: Sink) -> None:
    server.rcpt = "550 5.1.1 No such user"
    failed = send(acknowledgement(cast), at(2))
    assert (failed.state, failed.answer) == (State.FAILED, "550 5.1.1 No such user")
    assert journeys() == [(EventKind.NOTICE_FAILED, "acknowledgement")]
    assert send(failed, at(600)).attempts == 1


def test_a_refusal_for_now_is_tried_again_after_ever_longer_pauses(cast: Cast, server: Sink) -> None:
    server.rcpt = "450 4.2.1 Try later"
    put_off, now, pauses = acknowledgement(cast), at(2), []
    for _ in range(6):
        send(put_off, now)
        assert put_off.state == State.WAITING
        pauses.append((put_off.not_before - now) // timedelta(minutes=1))
        assert send(put_off, put_off.not_before - timedelta(seconds=1)).attempts == len(pauses)
        now = put_off.not_before
    assert pauses == [1, 5, 15, 60, 240, 240]
    server.rcpt = ""
    assert send(put_off, now).state == State.ACCEPTED


def test_after_four_days_nobody_tries_any_more(cast: Cast, server: Sink) -> None:
    server.rcpt = "450 4.2.1 Try later"
    put_off = acknowledgement(cast)
    assert send(put_off, put_off.made_at + DAYS - timedelta(seconds=1)).state == State.WAITING
    assert send(put_off, put_off.not_before).state == State.FAILED
    assert journeys() == [(EventKind.NOTICE_FAILED, "acknowledgement")]


def test_what_was_perhaps_sent_is_sent_again_byte_for_byte(cast: Cast, server: Sink) -> None:
    server.data = "close"
    doubtful = send(acknowledgement(cast), at(2))
    assert (doubtful.state, doubtful.doubts, journeys()) == (State.UNKNOWN, 1, [])
    server.data = ""
    assert send(doubtful, at(4)).state == State.ACCEPTED
    first, second = server.received
    assert first.original_content == second.original_content
    assert doubtful.message_id.encode() in (second.original_content or b"")


def test_what_a_killed_worker_held_is_sent_again_when_its_lease_ends(cast: Cast, server: Sink) -> None:
    held = acknowledgement(cast)
    assert deliver.claim(at(2), held.pk)
    assert send(held, at(2) + deliver.LEASE - timedelta(seconds=1)).state == State.SENDING
    assert server.received == []
    assert send(held, at(2) + deliver.LEASE).state == State.ACCEPTED
    assert (held.doubts, held.attempts) == (1, 2)


def test_after_five_attempts_without_an_answer_it_is_parked_where_it_is_seen(cast: Cast, server: Sink) -> None:
    parked, now = acknowledgement(cast), at(2)
    for _ in range(deliver.MOST_DOUBTS):
        assert deliver.claim(now, parked.pk)
        now += deliver.LEASE
    assert send(parked, now).state == State.FAILED
    assert (server.received, journeys()) == ([], [(EventKind.NOTICE_FAILED, "acknowledgement")])


def test_what_a_slow_worker_got_accepted_is_noted_once(cast: Cast, server: Sink) -> None:
    slow = acknowledgement(cast)
    claimed = deliver.claim(at(2), slow.pk)
    assert claimed
    send(slow, at(2) + deliver.LEASE)
    deliver.carry(claimed, at(2))
    slow.refresh_from_db()
    assert (slow.state, slow.accepted_at, journeys()) == (
        State.ACCEPTED, at(2) + deliver.LEASE, [(EventKind.NOTICE_ACCEPTED, "acknowledgement")],
    )  # fmt: skip


def test_what_a_slow_worker_was_refused_changes_nothing_for_whoever_took_over(cast: Cast, server: Sink) -> None:
    slow = acknowledgement(cast)
    claimed = deliver.claim(at(2), slow.pk)
    taken_over = deliver.claim(at(2) + deliver.LEASE, slow.pk)
    assert claimed
    assert taken_over
    server.rcpt = "450 4.2.1 Try later"
    deliver.carry(claimed, at(2))
    slow.refresh_from_db()
    assert (slow.state, slow.owner) == (State.SENDING, taken_over.owner)


def test_the_duty_finds_what_has_no_job(cast: Cast, server: Sink) -> None:
    acknowledgement(cast)
    assert deliver.due(now=at(2)) == 2
    assert {envelope.rcpt_tos[0] for envelope in server.accepted} == {cast.rita.email, cast.amir.email}
    assert deliver.due(now=at(2)) == 0


def test_a_server_in_trouble_is_left_alone_until_the_next_time(cast: Cast, server: Sink) -> None:
    acknowledgement(cast)
    server.rcpt = "421 4.3.2 Going down"
    assert deliver.due(now=at(2)) == 1
    assert Delivery.objects.filter(attempts=0).count() == 1


def test_a_delivery_that_cannot_be_written_holds_up_no_other(cast: Cast, outbox: Outbox) -> None:
    bad = acknowledgement(cast)
    Delivery.objects.filter(pk=bad.pk).update(template="unheard_of")
    with pytest.raises(ExceptionGroup) as raised:
        deliver.due(now=at(2))
    assert [type(trouble) for trouble in raised.value.exceptions] == [TemplateNotFound]
    assert [letter.to for letter in outbox.letters()] == [cast.amir.email]


def test_a_notice_among_colleagues_leaves_no_trace_in_the_ticket(cast: Cast, outbox: Outbox) -> None:
    make.ticket(cast)
    fan_out.missed(now=at(1))
    Delivery.objects.filter(notice="assigned").update(notice="at_risk", template="at_risk")
    deliver.due(now=at(2))
    assert (len(outbox.letters()), journeys()) == (2, [(EventKind.NOTICE_ACCEPTED, "acknowledgement")])


def test_more_answers_than_the_site_sends_at_a_time_wait(cast: Cast, outbox: Outbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PER_SITE", (limits.Limit(2, timedelta(minutes=1)),))
    for name in ("mallory", "omar", "cleo"):
        getattr(cast, name).__class__.objects.filter(pk=getattr(cast, name).pk).update(verified_at=None)
        make.report(cast, requester=getattr(cast, name))
    fan_out.missed(now=at(1))
    deliver.due(now=at(2))
    waiting = Delivery.objects.get(state=State.WAITING)
    assert (len(outbox.letters()), waiting.not_before, waiting.raw) == (2, at(3), None)
    deliver.due(now=at(3))
    assert len(outbox.letters()) == 3


@pytest.mark.django_db(transaction=True)
def test_the_lease_is_committed_before_the_server_hears_of_it(cast: Cast, server: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []
    answer = Sink.handle_DATA

    async def look(self: Sink, smtp: SMTP, session: Session, envelope: Envelope) -> str:
        looker = threading.Thread(target=_look, args=(seen,))
        looker.start()
        looker.join()
        return await answer(self, smtp, session, envelope)

    monkeypatch.setattr(Sink, "handle_DATA", look)
    send(acknowledgement(cast), at(2))
    assert seen == [State.SENDING]


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_gets_the_delivery(cast: Cast) -> None:
    wanted = acknowledgement(cast)
    got: list[bool] = []
    start = threading.Barrier(2)
    workers = [threading.Thread(target=_claim, args=(wanted.pk, start, got)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(got) == [False, True]


def _look(seen: list[str]) -> None:
    seen.append(Delivery.objects.get(notice="acknowledgement").state)
    connection.close()


def _claim(delivery: int, start: threading.Barrier, got: list[bool]) -> None:
    start.wait()
    got.append(deliver.claim(at(2), delivery) is not None)
    connection.close()
