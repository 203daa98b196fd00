"""The choice of team and person, and its reasons."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.routing import Candidate, Choice, TeamLoad, choose, weight

DESK, NETWORK = 1, 2
NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)
CAP = SOP_DEFAULTS.routing.cap

AMIR = Candidate(10, "Amir", Fraction(3))
BEA = Candidate(11, "Bea", Fraction(5))


def chosen(*candidates: Candidate, team: int | None = DESK, category: str = "software") -> Choice:
    teams = [TeamLoad(NETWORK, "Network"), TeamLoad(DESK, "Service Desk", candidates, is_default=True)]
    return choose(category=category, team=team, teams=teams, book=SOP_DEFAULTS)


PEOPLE = [
    ("the least workload wins", (AMIR, BEA), 10, "Amir has the least workload of 2: 3."),
    ("the order of the candidates does not matter", (BEA, AMIR), 10, "Amir has the least workload of 2: 3."),
    ("who is away is passed over", (replace(AMIR, is_available=False), BEA), 11, "Bea is the only one available below the cap."),
    (
        "who reached the cap is passed over",
        (replace(AMIR, workload=CAP), replace(BEA, workload=CAP - 1)),
        11,
        "Bea is the only one available below the cap.",
    ),
    ("an own cap counts", (replace(AMIR, cap=Fraction(3)), BEA), 11, "Bea is the only one available below the cap."),
    (
        "equal workloads go to who was assigned longest ago",
        (replace(AMIR, workload=Fraction(5), assigned_at=NOW), replace(BEA, assigned_at=NOW - timedelta(hours=1))),
        11,
        "Bea shares the least workload of 2, 5, and was assigned a ticket longest ago.",
    ),
    (
        "who was never assigned one comes first",
        (replace(AMIR, workload=Fraction(5), assigned_at=NOW), BEA),
        11,
        "Bea shares the least workload of 2, 5, and was assigned a ticket longest ago.",
    ),
    ("names decide between the rest", (BEA, replace(AMIR, workload=Fraction(5))), 10, "Amir shares the least workload"),
    ("nobody available", (replace(AMIR, is_available=False),), None, "Nobody of Service Desk is available."),
    ("everybody at the cap", (replace(AMIR, workload=CAP),), None, "Everybody available of Service Desk has reached their cap."),
    ("an empty team", (), None, "Service Desk has no agents."),
]


@pytest.mark.parametrize(("title", "candidates", "assignee", "reason"), PEOPLE)
def test_the_person(title: str, candidates: tuple[Candidate, ...], assignee: int | None, reason: str) -> None:
    choice = chosen(*candidates)
    assert (choice.team, choice.assignee) == (DESK, assignee), title
    assert choice.reasons[-1].startswith(reason)


TEAMS = [
    ("the team of the category", NETWORK, "network", NETWORK, "Network looks after network."),
    ("a category without a team", None, "general", DESK, "No team looks after general, so it goes to Service Desk."),
    ("no category yet", None, "", DESK, "It has no category yet, so it goes to Service Desk."),
    ("a team that is gone", 99, "software", DESK, "No team looks after software, so it goes to Service Desk."),
]


@pytest.mark.parametrize(("title", "team", "category", "expected", "reason"), TEAMS)
def test_the_team(title: str, team: int | None, category: str, expected: int, reason: str) -> None:
    choice = chosen(AMIR, team=team, category=category)
    assert (choice.team, choice.reasons[0]) == (expected, reason), title


def test_without_any_team_the_ticket_is_everybodys() -> None:
    assert choose(category="", team=None, teams=[], book=SOP_DEFAULTS) == Choice(
        None, None, ("No team looks after it, and none is the default.",)
    )


def test_a_policy_that_routes_to_teams_only_names_nobody() -> None:
    book = replace(SOP_DEFAULTS, routing=replace(SOP_DEFAULTS.routing, to_person=False))
    choice = choose(category="software", team=DESK, teams=[TeamLoad(DESK, "Service Desk", (AMIR,))], book=book)
    assert (choice.team, choice.assignee) == (DESK, None)
    assert choice.reasons[1] == "The team shares its tickets out itself."


def test_a_graver_ticket_weighs_more() -> None:
    weights = [weight(level.word, SOP_DEFAULTS) for level in SOP_DEFAULTS.scales.priority]
    assert weights == sorted(weights, reverse=True)
    assert weight("critical", SOP_DEFAULTS) == 4


CANDIDATES = st.lists(
    st.builds(
        Candidate,
        user=st.integers(1, 50),
        name=st.sampled_from(("Amir", "Bea", "Cem")),
        workload=st.fractions(0, 40, max_denominator=2),
        is_available=st.booleans(),
        assigned_at=st.none() | st.integers(0, 9).map(lambda hours: NOW - timedelta(hours=hours)),
    ),
    max_size=6,
    unique_by=lambda candidate: candidate.user,
)


@given(st.data(), CANDIDATES)
def test_the_choice_is_the_same_in_any_order_and_nobody_free_has_less_to_do(data: st.DataObject, candidates: list[Candidate]) -> None:
    choice = chosen(*candidates)
    assert chosen(*data.draw(st.permutations(candidates))) == choice
    free = {candidate.user: candidate.workload for candidate in candidates if candidate.is_available and candidate.workload < CAP}
    assert (choice.assignee is None) is (not free)
    if choice.assignee is not None:
        assert free[choice.assignee] == min(free.values())
