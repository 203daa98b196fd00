"""Logging a ticket (SOP 1 §4.1-§4.4)."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.queries import category
from counterfoil.handbook.actions import shelve
from counterfoil.handbook.queries import book_in_force
from counterfoil.interactions.models import Interaction
from counterfoil.people.actors import Actor, actor_of, importer, link_holder
from counterfoil.people.models import User
from counterfoil.policy.access import Denied
from counterfoil.policy.book import Answers
from counterfoil.policy.parse import shipped
from counterfoil.policy.vocabulary import Channel, Direction, EventKind, InteractionKind, Kind, Metric, Role, Status
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Event, MessageKind, Ticket
from counterfoil.tickets.placing import Place
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.rollback import rolled_back
from tests.support.time import at
from tests.tickets.record import again, clock, events, jobs, last_event, last_message

ONCE = UUID("0f0e0d0c-0b0a-4908-8706-050403020100")
LOGGED, ASSIGNED = EventKind.TICKET_LOGGED, EventKind.TICKET_ASSIGNED


def test_a_report_becomes_a_new_ticket_of_its_requester(cast: Cast) -> None:
    ticket = again(make.report(cast))
    assert ticket.reference.startswith("INC-")
    assert (ticket.status, ticket.kind, ticket.channel, ticket.requester) == (Status.NEW, Kind.INCIDENT, Channel.PORTAL, cast.rita)
    assert (ticket.reported_at, ticket.logged_at, ticket.requester_spoke_at) == (at(0), at(0), at(0))
    assert ticket.policy_version_id == book_in_force(at(0)).id


def test_logging_leaves_an_event_and_a_second_by_the_rule_that_placed_it(cast: Cast) -> None:
    ticket = make.ticket(cast)
    logged, placed = ticket.events.order_by("id")
    assert (logged.kind, logged.actor, logged.role, logged.channel, logged.at) == (LOGGED, cast.rita, Role.REQUESTER, Channel.PORTAL, at(0))
    assert (logged.status, logged.priority, logged.policy_version_id) == (Status.NEW, "medium", ticket.policy_version_id)
    assert logged.details == {
        "impact": "person",
        "urgency": "degraded",
        "workaround": False,
        "is_triaged": True,
        "is_overridden": False,
        "category": ticket.category_id,
    }
    assert (placed.kind, placed.actor, placed.role, placed.status) == (ASSIGNED, None, Role.SYSTEM, "")
    assert placed.details == {"team": cast.desk.id, "assignee": cast.amir.id}


def test_three_clocks_start_with_the_report(cast: Cast) -> None:
    ticket = again(make.report(cast))
    due = dict(ticket.clocks.values_list("metric", "due_at"))
    assert due == {
        Metric.ACKNOWLEDGEMENT: at(5),
        Metric.RESPONSE: at(4 * 60),
        # Two business days of eight hours: seven on Tuesday, eight on Wednesday, one on Thursday.
        Metric.RESOLUTION: at(2 * 24 * 60),
    }
    assert (ticket.due_at, ticket.due_metric, ticket.due_from, ticket.paused_at) == (at(4 * 60), Metric.RESPONSE, at(0), None)


def test_the_clocks_run_from_the_report_and_not_from_its_entry(cast: Cast) -> None:
    ticket = make.report(cast, reported_at=at(-60), now=at(0))
    assert (ticket.reported_at, ticket.logged_at) == (at(-60), at(0))
    assert clock(ticket, Metric.RESPONSE).started_at == at(-60)
    assert last_event(ticket, LOGGED).at == at(0)


def test_a_call_is_acknowledged_by_voice(cast: Cast) -> None:
    ticket = make.report(cast, actor=at_desk(cast.amir), channel=Channel.PHONE)
    assert Metric.ACKNOWLEDGEMENT not in set(ticket.clocks.values_list("metric", flat=True))


def test_the_description_is_the_requesters_message(cast: Cast) -> None:
    ticket = make.report(cast, actor=at_desk(cast.amir), channel=Channel.PHONE, description="It **drops**.\r\nOften.")
    message = last_message(ticket)
    assert (message.kind, message.is_public, message.body) == (MessageKind.REPORT, True, "It **drops**.\nOften.")
    assert (message.author, message.author_role, message.channel) == (cast.rita, Role.REQUESTER, Channel.PHONE)
    logged = last_event(ticket, LOGGED)
    assert (logged.message, logged.actor, logged.channel) == (message, cast.amir, Channel.DESK)


def test_a_report_is_a_contact_at_the_time_of_the_report(cast: Cast) -> None:
    ticket = make.report(cast, actor=at_desk(cast.amir), channel=Channel.PHONE, reported_at=at(-20))
    contact = Interaction.objects.get(reference=ticket.reference)
    assert (contact.person, contact.kind, contact.direction, contact.started_at) == (
        cast.rita,
        InteractionKind.CALL,
        Direction.INBOUND,
        at(-20),
    )
    assert contact.message_id == last_message(ticket).id


def test_files_come_with_the_report(cast: Cast) -> None:
    ticket = make.report(cast, files=[Upload("log.txt", b"tunnel down")])
    file = last_message(ticket).attachments.get()
    assert (file.name, file.size, file.content_type) == ("log.txt", 11, "text/plain")


def test_the_assessment_keeps_the_answers(cast: Cast) -> None:
    kept = make.report(cast, answers=Answers("organization", "stopped", workaround=True)).assessments.get()
    assert (kept.impact, kept.urgency, kept.workaround, kept.computed, kept.chosen) == ("organization", "stopped", True, "high", "high")
    assert (kept.by, kept.at) == (cast.rita, at(0))


@pytest.mark.parametrize(("kind", "priority", "prefix"), [(Kind.INCIDENT, "medium", "INC-"), (Kind.REQUEST, "low", "REQ-")])
def test_what_nobody_answered_takes_the_policys_default_and_waits_for_triage(cast: Cast, kind: Kind, priority: str, prefix: str) -> None:
    ticket = make.report(cast, answers=None, kind=kind)
    assert (ticket.priority, ticket.is_triaged, ticket.reference[:4]) == (priority, False, prefix)
    assert ticket.assessments.get().impact is None


def test_the_job_carries_the_id_of_each_event_that_somebody_is_told_of(cast: Cast) -> None:
    ticket = make.ticket(cast)
    assert jobs() == [{"event": event.id} for event in ticket.events.order_by("id")]
    assert set(ticket.events.values_list("fanned_out_at", flat=True)) == {None}


def test_a_log_rolled_back_leaves_no_job(cast: Cast) -> None:
    with rolled_back():
        make.ticket(cast)
        assert jobs()
    assert (jobs(), Ticket.objects.count(), Event.objects.count()) == ([], 0, 0)


def test_a_category_sends_it_to_its_team_and_there_to_who_has_least(cast: Cast) -> None:
    cast.amir, cast.tom  # noqa: B018
    first, second, third = (make.report(cast, now=at(minute)) for minute in range(3))
    assert {first.assignee, second.assignee} == {cast.amir, cast.tom}
    assert third.assignee == first.assignee


def test_who_is_away_or_holds_enough_gets_nothing(cast: Cast) -> None:
    User.objects.filter(id=cast.amir.id).update(absent_until=at(60))
    User.objects.filter(id=cast.tom.id).update(cap=0)
    ticket = make.report(cast)
    assert (ticket.team, ticket.assignee) == (cast.desk, None)
    assert last_event(ticket, ASSIGNED).details == {"team": cast.desk.id, "assignee": None}
    assert make.report(cast, now=at(61), reported_at=at(61)).assignee == cast.amir


def test_without_a_category_it_waits_in_the_default_team(cast: Cast) -> None:
    cast.amir  # noqa: B018
    ticket = make.report(cast, category=None)
    assert (ticket.team, ticket.assignee) == (cast.desk, None)


def test_a_branch_without_a_team_belongs_to_the_one_above(cast: Cast) -> None:
    ensure_category("gateway", team=cast.network)
    assert make.report(cast, category=ensure_category("gateway/vpn")).team == cast.network


def test_an_agent_takes_down_what_is_another_teams(cast: Cast) -> None:
    cast.nadia  # noqa: B018
    gateway = ensure_category("gateway", team=cast.network)
    ticket = make.report(cast, actor=at_desk(cast.amir), category=gateway, channel=Channel.PHONE)
    assert (ticket.team, ticket.assignee) == (cast.network, cast.nadia)


@pytest.mark.parametrize("name", ["amir", "lena", "ada"])
def test_the_desk_logs_for_requesters(cast: Cast, name: str) -> None:
    assert make.report(cast, actor=at_desk(getattr(cast, name))).requester == cast.rita


@pytest.mark.parametrize("name", ["uma", "sven"])
def test_readers_log_for_nobody(cast: Cast, name: str) -> None:
    with pytest.raises(Denied):
        make.report(cast, actor=at_desk(getattr(cast, name)))
    assert not Ticket.objects.exists()


def test_an_auditor_does_not_even_report_for_herself(cast: Cast) -> None:
    with pytest.raises(Denied):
        make.report(cast, actor=at_desk(cast.uma), requester=cast.uma)


def test_a_requester_reports_for_nobody_else(cast: Cast) -> None:
    with pytest.raises(NotVisible):
        make.report(cast, actor=at_portal(cast.omar))


def test_a_link_reports_nothing_new(cast: Cast) -> None:
    with pytest.raises(Denied):
        make.report(cast, actor=Actor(user=cast.rita, role=Role.LINK, channel=Channel.PORTAL))
    with pytest.raises(NotVisible):
        make.report(cast, actor=link_holder(cast.rita, make.report(cast).pk))


def test_the_second_click_gives_back_the_first_ticket(cast: Cast) -> None:
    first, second = make.report(cast, once=ONCE), make.report(cast, once=ONCE, subject="Again")
    assert (first, first.subject) == (second, second.subject)
    assert Ticket.objects.count() == 1
    assert len(jobs()) == len(events(first))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"subject": " \u200b\n "}, "subject", "The summary is missing."),
        ({"subject": "x" * 201}, "subject", "The summary has 201 characters, 200 fit"),
        ({"description": "\0 \n"}, "description", "The description is missing."),
        ({"description": "x" * 200_001}, "description", "200001 characters, 200000 fit"),
        ({"reported_at": at(1)}, "reported_at", "lies in the future"),
        ({"files": [Upload("a.txt", b"a")] * 11}, "files", "11 files were chosen, 10 can go at once"),
    ],
)
def test_what_cannot_be_taken_is_named(cast: Cast, changes: dict[str, Any], field: str, words: str) -> None:
    with pytest.raises(Invalid, match=words) as caught:
        make.report(cast, **changes)
    assert caught.value.field == field
    assert not Ticket.objects.exists()


@pytest.mark.parametrize("hostile", ["VPN\r\nBcc: all@elsewhere.example", "VPN\0down", "VPN\u202edown", "VPN\ud800down", "VPN\u2028down"])
def test_a_hostile_summary_becomes_one_harmless_line(cast: Cast, hostile: str) -> None:
    subject = again(make.report(cast, subject=hostile)).subject
    assert subject == " ".join(subject.split())
    assert subject.isprintable()


@pytest.mark.parametrize("hostile", ["a\0b", "a\ud800b", "a\x1b[2Jb", "\ufeffa\u202eb", "a\x85b"])
def test_a_hostile_description_is_kept_but_for_what_no_database_keeps(cast: Cast, hostile: str) -> None:
    body = last_message(make.report(cast, description=hostile)).body
    assert not set(body) & {"\0", "\ud800", "\x1b", "\x85"}
    assert {"a", "b"} <= set(body)


def test_an_answer_that_the_policy_lacks_is_refused(cast: Cast) -> None:
    with pytest.raises(ValueError, match="galaxy"):
        make.report(cast, answers=Answers("galaxy", "stopped", workaround=False))


def test_an_import_is_history_and_nobody_is_told(cast: Cast) -> None:
    version = shelve(text=shipped("servicenow"), source="servicenow.toml", now=at(0))
    ticket = make.report(
        cast,
        actor=importer(cast.rita, is_supplied=True, texts=("description",)),
        answers=None,
        placed=Place(None),
        policy=version.id,
        external_reference="INC0000045",
        external_source="servicenow",
    )
    event = ticket.events.get()
    assert (ticket.team, ticket.assignee, ticket.policy_version) == (None, None, version)
    assert (event.channel, event.role, event.fanned_out_at) == (Channel.IMPORT, Role.SYSTEM, at(0))
    assert (event.details["supplied"], event.details["supplied_texts"]) == (True, ["description"])
    assert jobs() == []
    assert Metric.ACKNOWLEDGEMENT not in set(ticket.clocks.values_list("metric", flat=True))


def test_mail_is_logged_in_the_name_of_its_sender(cast: Cast) -> None:
    ticket = make.report(cast, actor=actor_of(cast.mallory, Channel.EMAIL), requester=cast.mallory, channel=Channel.EMAIL)
    assert Interaction.objects.get(person=cast.mallory).kind == InteractionKind.EMAIL
    assert clock(ticket, Metric.ACKNOWLEDGEMENT).due_at == at(0) + timedelta(minutes=5)


def test_a_retired_category_stays_with_the_tickets_that_name_it(cast: Cast) -> None:
    ticket = make.report(cast)
    hardware = category("hardware")
    hardware.retired_at = at(1)
    hardware.save(update_fields=["retired_at"])
    assert again(ticket).category == hardware
