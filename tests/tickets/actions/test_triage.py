"""Triage: category and priority (SOP 1 §4.3)."""

from typing import Any

import pytest

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.queries import category
from counterfoil.people.actors import importer
from counterfoil.policy.access import Denied
from counterfoil.policy.book import Answers
from counterfoil.policy.priority import ReasonMissing
from counterfoil.policy.vocabulary import Channel, EventKind, Kind, Metric, Status
from counterfoil.tickets.actions.triage import triage
from counterfoil.tickets.models import Ticket
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at
from tests.tickets.record import again, clock, events, last_event


def triaged(cast: Cast, ticket: Ticket, name: str = "amir", **values: Any) -> Ticket:
    return triage(**{"ticket": ticket, "actor": at_desk(getattr(cast, name)), "now": at(10), **values})


def test_the_matrix_sets_the_priority_and_the_targets_apply_from_the_report(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), answers=Answers("organization", "stopped", workaround=False))
    assert (ticket.priority, ticket.priority_rank, ticket.is_triaged, ticket.is_overridden) == ("critical", 0, True, False)
    assert (clock(ticket, Metric.RESPONSE).due_at, clock(ticket, Metric.RESOLUTION).due_at) == (at(30), at(240))
    assert (again(ticket).due_at, again(ticket).due_metric) == (at(30), Metric.RESPONSE)


def test_the_event_says_what_was_before_and_what_the_matrix_gave(cast: Cast) -> None:
    event = last_event(triaged(cast, make.ticket(cast), answers=make.HIGH))
    assert (event.kind, event.actor, event.priority, event.status) == (EventKind.TICKET_TRIAGED, cast.amir, "high", "")
    assert (event.details["before"], event.details["computed"], event.details["impact"]) == ("medium", "high", "person")


def test_answers_given_before_stay_where_none_is_given_now(cast: Cast) -> None:
    ticket = make.ticket(cast, answers=Answers(impact="organization"))
    assert not ticket.is_triaged
    ticket = triaged(cast, ticket, answers=Answers(urgency="stopped", workaround=False))
    assert (ticket.priority, ticket.is_triaged) == ("critical", True)


def test_a_new_assessment_never_erases_the_old(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), answers=make.HIGH)
    assert list(ticket.assessments.order_by("id").values_list("computed", "by")) == [("medium", cast.rita.id), ("high", cast.amir.id)]


def test_going_against_the_matrix_keeps_both_values_and_the_reason(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), priority="High", reason="The board meets today.")
    kept = ticket.assessments.latest("id")
    assert (ticket.priority, ticket.is_overridden, kept.computed, kept.chosen) == ("high", True, "medium", "high")
    assert "The board meets today." in kept.reason
    assert "The board meets today." in ticket.priority_reason


def test_back_to_the_matrix_ends_the_override(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), priority="high", reason="The board meets today.")
    ticket = triaged(cast, ticket, answers=make.MEDIUM)
    assert (ticket.priority, ticket.is_overridden) == ("medium", False)


def test_the_matrixs_own_priority_needs_no_reason(cast: Cast) -> None:
    assert not triaged(cast, make.ticket(cast), priority="medium").is_overridden


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"priority": "high", "reason": "  "}, ReasonMissing),
        ({"priority": "apocalyptic", "reason": "x"}, ValueError),
        ({"answers": Answers("galaxy")}, ValueError),
    ],
)
def test_what_the_policy_does_not_know_changes_nothing(cast: Cast, values: dict[str, Any], error: type[Exception]) -> None:
    ticket = make.ticket(cast)
    before = events(ticket)
    with pytest.raises(error):
        triaged(cast, ticket, **values)
    assert (events(ticket), again(ticket).priority, ticket.assessments.count()) == (before, "medium", 1)


def test_an_agent_does_not_lower_the_gravest_priority(cast: Cast) -> None:
    ticket = make.ticket(cast, answers=make.CRITICAL)
    with pytest.raises(Denied, match="Only a team lead may lower a Critical ticket"):
        triaged(cast, ticket, answers=make.MEDIUM)
    assert again(ticket).priority == "critical"
    assert triaged(cast, ticket, "lena", answers=make.MEDIUM).priority == "medium"


def test_a_waiting_ticket_goes_to_the_team_of_its_new_category(cast: Cast) -> None:
    cast.nadia  # noqa: B018
    gateway = ensure_category("gateway", team=cast.network)
    ticket = again(triaged(cast, make.unassigned(cast), category=gateway))
    assert (ticket.category, ticket.team, ticket.assignee) == (gateway, cast.network, cast.nadia)
    assert last_event(ticket, EventKind.TICKET_ASSIGNED).actor is None


def test_who_works_on_a_ticket_keeps_it(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), category=ensure_category("gateway", team=cast.network))
    assert (ticket.team, ticket.assignee) == (cast.desk, cast.amir)


def test_an_import_moves_nothing(cast: Cast) -> None:
    ticket = triaged(cast, make.unassigned(cast), actor=importer(), category=ensure_category("gateway", team=cast.network))
    assert (ticket.team, last_event(ticket).channel) == (cast.desk, Channel.IMPORT)


def test_a_kind_is_a_matter_of_triage_and_the_reference_stays(cast: Cast) -> None:
    ticket = triaged(cast, make.ticket(cast), kind=Kind.REQUEST, category=category("general"))
    assert (ticket.kind, ticket.reference[:3], ticket.status) == (Kind.REQUEST, "INC", Status.NEW)


def test_past_pauses_stay_when_the_priority_changes(cast: Cast) -> None:
    ticket = make.ticket(cast, Status.AWAITING_USER_INPUT)
    ticket = triaged(cast, ticket, answers=make.HIGH, now=at(70))
    resolution = clock(ticket, Metric.RESOLUTION)
    # Ten minutes ran before the question; an hour of waiting counts for nothing.
    assert (resolution.due_at, resolution.paused_at, resolution.used) == (None, at(10), "1/6")
