"""The status table, cell by cell, and what must be true of it as a whole."""

from itertools import product

import pytest

from counterfoil.policy.lifecycle import (
    LEADS_TO,
    Refused,
    after,
    is_unresolved,
    is_waiting,
    phase_of,
    verb_to_work,
    verbs_from,
)
from counterfoil.policy.vocabulary import Phase, Status, Verb

NEW, IN_PROGRESS, AWAITING, ESCALATED, RESOLVED, CLOSED = Status
LETTERS = dict(zip("NPAERC", Status, strict=True))

# For each verb, the status it leads to from New, In Progress, Awaiting, Escalated, Resolved, Closed; "-" where it is refused.
TABLE = {
    Verb.TRIAGE: "NPAER-",
    Verb.ASSIGN: "NPAER-",
    Verb.TAKE: "NPAER-",
    Verb.TRANSFER: "NPAE--",
    Verb.START_WORK: "P-----",
    Verb.REPLY: "PPAER-",
    Verb.NOTE: "NPAER-",
    Verb.RECEIVE_REPLY: "NPPEP-",
    Verb.RECORD_INTERACTION: "NPAERC",
    Verb.AWAIT_REQUESTER: "AA-A--",
    Verb.RESUME_WORK: "--P---",
    Verb.ESCALATE: "EEE---",
    Verb.DE_ESCALATE: "---P--",
    Verb.RESOLVE: "RRRR--",
    Verb.CONFIRM: "----C-",
    Verb.CLOSE: "----C-",
    Verb.REOPEN: "----P-",
    Verb.RATE: "----RC",
    Verb.LINK: "NPAERC",
    Verb.MERGE: "CCCC--",
}


@pytest.mark.parametrize(("status", "verb"), list(product(Status, TABLE)))
def test_a_verb_leads_where_the_table_says_or_is_refused(status: Status, verb: Verb) -> None:
    letter = TABLE[verb][list(Status).index(status)]
    if letter == "-":
        with pytest.raises(Refused):
            after(status, verb)
        assert verb not in verbs_from(status)
    else:
        assert after(status, verb) is LETTERS[letter]
        assert verb in verbs_from(status)


def test_every_verb_that_depends_on_the_status_stands_in_the_table() -> None:
    assert set(LEADS_TO) == set(TABLE) == set(Verb) - {Verb.READ, Verb.READ_NOTES, Verb.LOG}


@pytest.mark.parametrize("verb", [Verb.RESUME_WORK, Verb.RECEIVE_REPLY])
def test_an_escalation_survives_a_trip_through_awaiting(verb: Verb) -> None:
    assert after(after(ESCALATED, Verb.AWAIT_REQUESTER, escalated=True), verb, escalated=True) is ESCALATED
    assert after(AWAITING, verb) is IN_PROGRESS


@pytest.mark.parametrize("verb", [verb for verb in TABLE if verb not in (Verb.RESUME_WORK, Verb.RECEIVE_REPLY)])
def test_an_escalation_in_force_changes_no_other_step(verb: Verb) -> None:
    for status in LEADS_TO[verb]:
        assert after(status, verb, escalated=True) is after(status, verb)


def test_a_reply_to_a_solved_ticket_reopens_it_even_if_it_was_escalated() -> None:
    assert after(RESOLVED, Verb.RECEIVE_REPLY, escalated=True) is IN_PROGRESS


def test_every_status_is_reachable_from_new() -> None:
    reached, seen = {NEW}, set[Status]()
    while reached - seen:
        status = (reached - seen).pop()
        seen.add(status)
        reached |= {after(status, verb) for verb in verbs_from(status)}
    assert seen == set(Status)


@pytest.mark.parametrize("status", [status for status in Status if status is not CLOSED])
def test_every_status_but_closed_has_a_way_on(status: Status) -> None:
    assert any(after(status, verb) is not status for verb in verbs_from(status))


def test_nothing_leads_out_of_closed() -> None:
    assert all(after(CLOSED, verb) is CLOSED for verb in verbs_from(CLOSED))


def test_only_a_resolved_or_merged_ticket_becomes_closed() -> None:
    closing = {(status, verb) for verb, steps in LEADS_TO.items() for status, to in steps.items() if to is CLOSED is not status}
    assert {verb for status, verb in closing if status is not RESOLVED} == {Verb.MERGE}


@pytest.mark.parametrize(("status", "verb"), [(NEW, Verb.START_WORK), (AWAITING, Verb.RESUME_WORK), (ESCALATED, Verb.DE_ESCALATE)])
def test_working_on_a_ticket_starts_resumes_or_takes_it_back(status: Status, verb: Verb) -> None:
    assert verb_to_work(status) is verb
    assert after(status, verb) is IN_PROGRESS


@pytest.mark.parametrize("status", [IN_PROGRESS, RESOLVED, CLOSED])
def test_a_ticket_in_work_or_over_cannot_be_put_to_work(status: Status) -> None:
    with pytest.raises(Refused):
        verb_to_work(status)


def test_a_refusal_says_what_is_and_what_would_have_to_be() -> None:
    with pytest.raises(Refused, match=r"^This ticket is New\. It can be confirmed only while it is Resolved\.$"):
        after(NEW, Verb.CONFIRM)
    with pytest.raises(Refused, match=r"only while it is New, In Progress, Awaiting User Input or Escalated\.$"):
        after(RESOLVED, Verb.RESOLVE)


@pytest.mark.parametrize("verb", [verb for verb, row in TABLE.items() if row.endswith("-")])
def test_a_closed_ticket_refers_to_a_follow_up(verb: Verb) -> None:
    with pytest.raises(Refused, match="Report a follow-up instead"):
        after(CLOSED, verb)


def test_phases_are_those_of_sop_2() -> None:
    assert [phase_of(status) for status in Status] == [
        Phase.OPEN,
        Phase.IN_PROGRESS,
        Phase.IN_PROGRESS,
        Phase.IN_PROGRESS,
        Phase.RESOLVED,
        Phase.CLOSED,
    ]


def test_unresolved_and_waiting_are_asked_of_the_status() -> None:
    assert [status for status in Status if is_unresolved(status)] == [NEW, IN_PROGRESS, AWAITING, ESCALATED]
    assert [status for status in Status if is_waiting(status)] == [AWAITING, RESOLVED]
