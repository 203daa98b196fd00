"""From one event to its deliveries: who is told, who is not, and each of them once."""

import pytest
from pytest_django.fixtures import Settings

from counterfoil.notifications import fan_out, recipients
from counterfoil.notifications.models import Delivery, State
from counterfoil.people.actors import actor_of, importer
from counterfoil.people.identify import requester
from counterfoil.policy.vocabulary import Channel, EventKind, Recipient, Status
from counterfoil.tickets.actions.assign import assign, transfer
from counterfoil.tickets.actions.close import confirm_resolution
from counterfoil.tickets.actions.converse import add_note, receive_reply, reply
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.tickets.models import Event, Ticket
from tests.notifications.post import told
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import JOINED, at


def last(ticket: Ticket, kind: EventKind) -> Event:
    return ticket.events.filter(kind=kind).latest("id")


def tell(ticket: Ticket, kind: EventKind) -> list[tuple[str, str]]:
    """Who is told of the last event of that kind, as (notice, first name)."""
    before = Delivery.objects.count()
    assert fan_out.event(event=last(ticket, kind).pk, now=at(60))
    return told()[before:]


def test_a_report_is_acknowledged_though_it_is_the_requesters_own_deed(cast: Cast) -> None:
    assert tell(make.report(cast), EventKind.TICKET_LOGGED) == [("acknowledgement", "Rita")]


def test_whoever_is_given_a_ticket_is_told(cast: Cast) -> None:
    ticket = make.ticket(cast)
    assert tell(ticket, EventKind.TICKET_ASSIGNED) == [("assigned", "Amir")]
    assign(ticket=ticket, actor=at_desk(cast.lena), assignee=cast.tom, now=at(1))
    assert tell(ticket, EventKind.TICKET_ASSIGNED) == [("assigned", "Tom")]


def test_whoever_takes_a_ticket_is_not_told_so(cast: Cast) -> None:
    ticket = assign(ticket=make.unassigned(cast), actor=at_desk(cast.amir), assignee=cast.amir, now=at(1))
    assert tell(ticket, EventKind.TICKET_ASSIGNED) == []


def test_a_ticket_that_changed_hands_since_still_tells_whom_the_event_named(cast: Cast) -> None:
    ticket = make.ticket(cast)
    placed = last(ticket, EventKind.TICKET_ASSIGNED)
    assign(ticket=ticket, actor=at_desk(cast.lena), assignee=cast.tom, now=at(1))
    fan_out.event(event=placed.pk, now=at(60))
    assert told() == [("assigned", "Amir")]


def test_a_ticket_that_nobody_has_is_told_to_the_agents_of_its_team(cast: Cast) -> None:
    _ = cast.amir, cast.nadia, cast.tom, cast.uma
    ticket = make.unassigned(cast)
    assert tell(ticket, EventKind.TICKET_ASSIGNED) == [("assigned", "Amir"), ("assigned", "Tom")]
    transfer(ticket=ticket, actor=at_desk(cast.amir), team=cast.network, reason="A router.", now=at(1))
    assert tell(ticket, EventKind.TICKET_TRANSFERRED) == [("assigned", "Nadia")]


def test_a_reply_goes_to_the_requester_and_to_participants(cast: Cast) -> None:
    ticket = make.ticket(cast)
    ticket.participants.add(cast.cleo)
    reply(ticket=ticket, actor=at_desk(cast.amir), text="On it.", now=at(1))
    assert tell(ticket, EventKind.REPLY_SENT) == [("reply", "Rita"), ("reply", "Cleo")]


def test_an_answer_goes_to_the_assignee(cast: Cast) -> None:
    ticket = receive_reply(ticket=make.ticket(cast), actor=at_portal(cast.rita), text="Still so.", now=at(1))
    assert tell(ticket, EventKind.REPLY_RECEIVED) == [("requester_replied", "Amir")]


def test_nobody_is_told_of_the_own_deed(cast: Cast) -> None:
    ticket = make.ticket(cast)
    add_note(ticket=ticket, actor=at_desk(cast.amir), text="Rang the vendor.", now=at(1))
    assert tell(ticket, EventKind.NOTE_ADDED) == []
    add_note(ticket=ticket, actor=at_desk(cast.tom), text="So did I.", now=at(2))
    assert tell(ticket, EventKind.NOTE_ADDED) == [("note", "Amir")]


def test_who_confirms_hears_that_it_is_closed_and_is_asked_to_rate(cast: Cast) -> None:
    ticket = confirm_resolution(ticket=make.ticket(cast, Status.RESOLVED), actor=at_portal(cast.rita), now=at(30))
    assert tell(ticket, EventKind.RESOLUTION_CONFIRMED) == [("closed", "Rita")]


def test_an_escalation_goes_to_the_lead_of_the_team(cast: Cast) -> None:
    _ = cast.lena
    assert tell(make.ticket(cast, Status.ESCALATED), EventKind.TICKET_ESCALATED) == [("escalated", "Lena"), ("with_specialist", "Rita")]


def test_a_team_without_a_lead_has_those_of_the_desk_and_a_desk_without_any_its_administrators(cast: Cast) -> None:
    _ = cast.ada
    ticket = make.ticket(cast, Status.ESCALATED)
    assert ("escalated", "Ada") in tell(ticket, EventKind.TICKET_ESCALATED)
    _ = cast.lena
    moved = escalate(ticket=make.ticket(cast), actor=at_desk(cast.amir), reason="A router.", team=cast.network, now=at(1))
    assert ("escalated", "Lena") in tell(moved, EventKind.TICKET_ESCALATED)


def test_who_is_lead_and_of_the_team_is_told_once(cast: Cast) -> None:
    lena = cast.lena
    lena.teams.add(cast.network)
    ticket = escalate(ticket=make.ticket(cast), actor=at_desk(cast.amir), reason="A router.", team=cast.network, now=at(1))
    assert [name for notice, name in tell(ticket, EventKind.TICKET_ESCALATED) if notice == "escalated"] == ["Lena"]


def test_who_has_no_address_or_no_account_in_use_gets_no_delivery(cast: Cast) -> None:
    caller = requester(name="Karl", phone="030 1234", now=JOINED)
    assert tell(make.report(cast, actor=at_desk(cast.amir), requester=caller, channel=Channel.PHONE), EventKind.TICKET_LOGGED) == []
    cast.amir.is_active = False
    cast.amir.save()
    assert tell(make.ticket(cast), EventKind.TICKET_ASSIGNED) == []


def test_history_that_is_imported_tells_nobody(cast: Cast) -> None:
    make.ticket(cast, actor=importer(cast.rita))
    assert fan_out.missed(now=at(60)) == 0
    assert told() == []


def test_an_event_is_told_once_however_often_its_job_runs(cast: Cast) -> None:
    logged = last(make.report(cast), EventKind.TICKET_LOGGED)
    assert fan_out.event(event=logged.pk, now=at(1))
    assert not fan_out.event(event=logged.pk, now=at(2))
    logged.refresh_from_db()
    assert (logged.fanned_out_at, told()) == (at(1), [("acknowledgement", "Rita")])


def test_what_was_missed_is_found_once_its_job_had_its_time(cast: Cast) -> None:
    make.report(cast)
    assert fan_out.missed(now=at(0)) == 0
    assert fan_out.missed(now=at(1)) > 0
    assert fan_out.missed(now=at(1)) == 0


def test_an_event_that_cannot_be_told_holds_up_no_other(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    make.ticket(cast)
    monkeypatch.delitem(recipients.WHO, Recipient.REQUESTER)
    with pytest.raises(ExceptionGroup) as raised:
        fan_out.missed(now=at(1))
    assert [type(trouble) for trouble in raised.value.exceptions] == [KeyError]
    assert told() == [("assigned", "Amir")]


def unverified_reports(cast: Cast, minutes: list[float]) -> list[State]:
    """What becomes of the acknowledgement of each of Mallory's reports, made at these minutes."""
    for minute in minutes:
        made = make.report(cast, requester=cast.mallory, reported_at=at(minute), now=at(minute))
        fan_out.event(event=last(made, EventKind.TICKET_LOGGED).pk, now=at(minute))
    return [State(state) for state in Delivery.objects.order_by("id").values_list("state", flat=True)]


def test_an_unproven_address_gets_three_answers_in_ten_minutes(cast: Cast) -> None:
    assert unverified_reports(cast, [0, 1, 2, 3, 11]) == [State.WAITING] * 3 + [State.SUPPRESSED] + [State.WAITING]


def test_an_unproven_address_gets_ten_answers_a_day(cast: Cast) -> None:
    assert unverified_reports(cast, [20 * number for number in range(11)])[9:] == [State.WAITING, State.SUPPRESSED]


def test_what_is_suppressed_shows_in_the_ticket(cast: Cast) -> None:
    unverified_reports(cast, [0, 1, 2, 3])
    [failed] = Event.objects.filter(kind=EventKind.NOTICE_FAILED)
    assert failed.details == {"notice": "acknowledgement", "delivery": Delivery.objects.latest("id").pk}


def test_mail_is_answered_within_the_limits_whoever_is_proven(cast: Cast) -> None:
    by_mail = {"actor": actor_of(cast.rita, Channel.EMAIL), "channel": Channel.EMAIL}
    for number in range(4):
        make.report(cast, **by_mail, now=at(number))
    fan_out.missed(now=at(5))
    states = Delivery.objects.filter(notice="acknowledgement").order_by("id").values_list("state", flat=True)
    assert list(states) == [State.WAITING] * 3 + [State.SUPPRESSED]


def test_a_person_at_the_portal_is_always_answered(cast: Cast) -> None:
    for number in range(12):
        make.report(cast, now=at(number / 10))
    fan_out.missed(now=at(5))
    assert Delivery.objects.filter(notice="acknowledgement", state=State.WAITING).count() == 12


@pytest.mark.parametrize("address", ["support@localhost.example", "resolver-17@servicenow.invalid"])
def test_our_own_address_and_those_that_nobody_has_get_nothing(cast: Cast, address: str, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Support@localhost.example"
    tell(make.report(cast, requester=requester(name="Nobody", email=address, now=JOINED)), EventKind.TICKET_LOGGED)
    assert Delivery.objects.get().state == State.SUPPRESSED


def test_a_link_that_is_asked_for_is_made_once_in_five_minutes(cast: Cast) -> None:
    ticket = make.report(cast)
    for minute in (0, 1, 6):
        fan_out.link(ticket=ticket.pk, person=cast.rita.pk, now=at(minute))
    assert [(row.notice, row.made_at) for row in Delivery.objects.order_by("id")] == [("link", at(0)), ("link", at(6))]
