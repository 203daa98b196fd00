"""The whole table of rights, cell by cell."""

from itertools import product

import pytest

from counterfoil.policy.access import RIGHTS, may
from counterfoil.policy.vocabulary import Role, Verb

# Per role, the verbs it carries: on every ticket, on tickets of the own teams, on own tickets. All else is denied.
READS = {Verb.READ, Verb.READ_NOTES}
AS_REQUESTER = {Verb.READ, Verb.LOG, Verb.RECEIVE_REPLY, Verb.CONFIRM, Verb.REOPEN}
WORKS = set(Verb) - {Verb.RECEIVE_REPLY, Verb.RATE, Verb.CLOSE, Verb.LOG}
EVERYWHERE = {
    Role.AGENT: {Verb.LOG},
    Role.LEAD: {Verb.LOG},
    Role.SUPERVISOR: READS,
    Role.AUDITOR: READS,
    Role.ADMINISTRATOR: WORKS | {Verb.CLOSE, Verb.LOG},
    Role.SYSTEM: set(Verb),
}
IN_TEAM = {Role.AGENT: WORKS, Role.LEAD: WORKS | {Verb.CLOSE}}
ON_OWN = {
    Role.REQUESTER: AS_REQUESTER | {Verb.RATE},
    Role.PARTICIPANT: {Verb.READ, Verb.RECEIVE_REPLY},
    Role.LINK: {Verb.READ, Verb.RECEIVE_REPLY, Verb.CONFIRM, Verb.REOPEN, Verb.RATE},
    Role.AGENT: AS_REQUESTER,
    Role.LEAD: AS_REQUESTER,
    Role.SUPERVISOR: AS_REQUESTER,
    Role.ADMINISTRATOR: AS_REQUESTER,
}


@pytest.mark.parametrize(("role", "verb"), list(product(Role, Verb)))
def test_each_cell_of_the_table(role: Role, verb: Verb) -> None:
    everywhere = verb in EVERYWHERE.get(role, ())
    in_team, on_own = verb in IN_TEAM.get(role, ()), verb in ON_OWN.get(role, ())
    assert may(role, verb) is everywhere
    assert may(role, verb, is_team=True) is (everywhere or in_team)
    assert may(role, verb, is_own=True) is (everywhere or on_own)
    assert may(role, verb, is_own=True, is_team=True) is (everywhere or in_team or on_own)


@pytest.mark.parametrize("role", [Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR])
def test_staff_never_rate(role: Role) -> None:
    assert not may(role, Verb.RATE, is_own=True, is_team=True)


@pytest.mark.parametrize("verb", [verb for verb in Verb if verb not in READS])
def test_an_auditor_reads_and_never_writes(verb: Verb) -> None:
    assert not may(Role.AUDITOR, verb, is_own=True, is_team=True)


@pytest.mark.parametrize("role", [Role.REQUESTER, Role.PARTICIPANT, Role.LINK])
def test_nobody_outside_the_desk_reads_or_writes_notes(role: Role) -> None:
    for verb in (Verb.READ_NOTES, Verb.NOTE):
        assert not may(role, verb, is_own=True, is_team=True)


@pytest.mark.parametrize("verb", list(Verb))
def test_an_administrator_kept_from_content_is_a_requester_and_no_more(verb: Verb) -> None:
    assert not may(Role.ADMINISTRATOR, verb, is_team=True, admin_content_access=False)
    assert may(Role.ADMINISTRATOR, verb, is_own=True, admin_content_access=False) is (verb in AS_REQUESTER)


def test_keeping_administrators_from_content_changes_nobody_else() -> None:
    for role, verb in product(set(Role) - {Role.ADMINISTRATOR}, Verb):
        for is_own, is_team in product((False, True), repeat=2):
            asked = may(role, verb, is_own=is_own, is_team=is_team, admin_content_access=False)
            assert asked is may(role, verb, is_own=is_own, is_team=is_team)


def test_only_leads_administrators_and_the_system_close_without_a_confirmation() -> None:
    closing = {role for role in Role if may(role, Verb.CLOSE, is_own=True, is_team=True)}
    assert closing == {Role.LEAD, Role.ADMINISTRATOR, Role.SYSTEM}


def test_every_role_stands_in_the_file() -> None:
    assert {role for role, _ in RIGHTS} == set(Role)
