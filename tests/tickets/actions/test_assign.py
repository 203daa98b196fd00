"""Assign, take, transfer (SOP 1 §4.4)."""

from typing import Any

import pytest

from counterfoil.people.actors import importer
from counterfoil.people.models import User
from counterfoil.policy.lifecycle import Refused
from counterfoil.policy.vocabulary import EventKind, Status
from counterfoil.store.lock import Stale
from counterfoil.tickets.actions.assign import assign, take, transfer
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import MessageKind
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, events, last_event, last_message, words_of


def test_assigning_names_who_has_it_and_who_had_it(cast: Cast) -> None:
    ticket = assign(ticket=make.ticket(cast), actor=at_desk(cast.lena), assignee=cast.tom, now=at(5))
    event = last_event(ticket)
    assert (again(ticket).assignee, event.kind, event.actor) == (cast.tom, EventKind.TICKET_ASSIGNED, cast.lena)
    assert event.details == {"team": cast.desk.id, "assignee": cast.tom.id, "from": cast.amir.id}


def test_giving_it_back_leaves_it_to_the_team(cast: Cast) -> None:
    ticket = assign(ticket=make.ticket(cast), actor=at_desk(cast.amir), assignee=None, now=at(5))
    assert (again(ticket).assignee, again(ticket).team) == (None, cast.desk)


def test_assigning_to_who_has_it_leaves_no_trace(cast: Cast) -> None:
    ticket = make.ticket(cast)
    before = events(ticket)
    assign(ticket=ticket, actor=at_desk(cast.amir), assignee=cast.amir, now=at(5))
    assert events(ticket) == before


@pytest.mark.parametrize("name", ["nadia", "rita", "uma", "sven"])
def test_only_who_works_in_the_team_is_given_its_tickets(cast: Cast, name: str) -> None:
    with pytest.raises(Invalid, match="does not work in Service Desk") as caught:
        assign(ticket=make.ticket(cast), actor=at_desk(cast.lena), assignee=getattr(cast, name), now=at(5))
    assert caught.value.field == "assignee"


def test_who_has_left_is_given_nothing(cast: Cast) -> None:
    User.objects.filter(id=cast.tom.id).update(is_active=False)
    with pytest.raises(Invalid):
        assign(ticket=make.ticket(cast), actor=at_desk(cast.lena), assignee=User.objects.get(id=cast.tom.id), now=at(5))


def test_an_import_assigns_whom_its_source_names(cast: Cast) -> None:
    assert assign(ticket=make.ticket(cast), actor=importer(), assignee=cast.nadia, now=at(5)).assignee == cast.nadia


def test_a_resolved_ticket_keeps_an_assignee(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    with pytest.raises(Refused, match="keeps its assignee"):
        assign(ticket=ticket, actor=at_desk(cast.amir), assignee=None, now=at(25))
    assert assign(ticket=ticket, actor=at_desk(cast.amir), assignee=cast.tom, now=at(25)).assignee == cast.tom


def test_taking_makes_oneself_the_assignee(cast: Cast) -> None:
    ticket = take(ticket=make.unassigned(cast), actor=at_desk(cast.tom), now=at(5))
    assert (again(ticket).assignee, last_event(ticket).details["assignee"]) == (cast.tom, cast.tom.id)


def test_what_a_colleague_has_is_not_taken_unseen(cast: Cast) -> None:
    ticket = make.ticket(cast)
    with pytest.raises(Refused, match="Amir Aziz has"):
        take(ticket=ticket, actor=at_desk(cast.tom), now=at(5))
    assert take(ticket=ticket, actor=at_desk(cast.tom), seen=last_event(ticket).id, now=at(5)).assignee == cast.tom


def test_of_two_who_saw_it_free_the_second_is_told(cast: Cast) -> None:
    ticket = make.unassigned(cast)
    seen = last_event(ticket).id
    take(ticket=ticket, actor=at_desk(cast.tom), seen=seen, now=at(5))
    with pytest.raises(Stale):
        take(ticket=ticket, actor=at_desk(cast.amir), seen=seen, now=at(5))
    assert again(ticket).assignee == cast.tom


def test_an_administrator_takes_of_every_team(cast: Cast) -> None:
    assert take(ticket=make.unassigned(cast), actor=at_desk(cast.ada), now=at(5)).assignee == cast.ada


def test_a_transferred_ticket_is_its_new_teams_and_the_policy_chooses_who_there(cast: Cast) -> None:
    cast.nadia  # noqa: B018
    ticket = transfer(ticket=make.ticket(cast), actor=at_desk(cast.amir), team=cast.network, reason="The\r\nline.", now=at(5))
    event = last_event(ticket)
    assert (again(ticket).team, again(ticket).assignee, again(ticket).status) == (cast.network, cast.nadia, Status.NEW)
    assert event.kind == EventKind.TICKET_TRANSFERRED
    assert event.details == {"team": cast.network.id, "assignee": cast.nadia.id, "from": cast.desk.id}
    assert (words_of(event).kind, words_of(event).is_public, words_of(event).body) == (MessageKind.NOTE, False, "The\nline.")


def test_without_a_reason_no_note_is_left(cast: Cast) -> None:
    ticket = transfer(ticket=make.ticket(cast), actor=at_desk(cast.amir), team=cast.network, now=at(5))
    assert (last_event(ticket).message, last_message(ticket).kind) == (None, MessageKind.REPORT)


def test_an_imported_transfer_chooses_nobody(cast: Cast) -> None:
    cast.nadia  # noqa: B018
    assert transfer(ticket=make.ticket(cast), actor=importer(), team=cast.network, now=at(5)).assignee is None


@pytest.mark.parametrize(("values", "field"), [({"team": "desk"}, "team"), ({"team": "network", "reason": "x" * 501}, "reason")])
def test_a_transfer_that_makes_no_sense_is_named(cast: Cast, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as caught:
        transfer(ticket=make.ticket(cast), actor=at_desk(cast.amir), now=at(5), **{**values, "team": getattr(cast, values["team"])})
    assert caught.value.field == field
