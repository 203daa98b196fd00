"""What a row says, by the mapping and the policy of the import."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.exchange import mapping
from counterfoil.exchange.history import NOBODY, History, Person, Source, Unreadable, handle, unreachable
from counterfoil.exchange.replay import replay
from counterfoil.exchange.rows import Row
from counterfoil.policy.parse import SOP_DEFAULTS
from counterfoil.policy.vocabulary import Channel, Kind, Status, Verb
from tests.exchange.desk import LOG, TICKETS, history, instant, updates


def ticket(**cells: str) -> History:
    """A row of the list with one row per ticket; its times are those of Berlin."""
    source = Source(mapping.parse(TICKETS, source="list.toml"), SOP_DEFAULTS.scales)
    row = {"id": "B1", "opened": "2026-03-02 09:00", "reopened": "", "solved": "", "shut": "", "who": "", "address": "", "title": ""}
    return source.ticket(Row(2, row | cells))


def test_times_without_an_offset_are_in_the_mappings_zone() -> None:
    outline = ticket(solved="2026-03-02T11:00+00:00").outline
    assert outline.reported_at == instant("08:00")
    assert outline.resolved_at == instant("11:00")


def test_a_time_pattern_reads_other_ways_of_writing_it() -> None:
    text = LOG.replace('rows = "updates"', 'rows = "updates"\ntime = "%d.%m.%Y %H:%M"')
    source = Source(mapping.parse(text, source="log.toml"), SOP_DEFAULTS.scales)
    (row,) = updates("08:05 New")
    assert source.state(Row(2, row.cells | {"at": "02.03.2026 08:05"})).at == instant("08:05")


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"state": "-100"}, "state: “-100” is no status that the mapping knows."),
        ({"state": ""}, "state: the cell is empty."),
        ({"at": "yesterday"}, "at: “yesterday” is no time."),
        ({"at": "?"}, "at: the cell is empty."),
        ({"impact": "huge"}, "impact: “huge” is no impact: it must be one of organization, department, person."),
    ],
)
def test_what_the_mapping_does_not_know_is_said_with_its_column(cells: dict[str, str], reason: str) -> None:
    (row,) = updates("08:05 New")
    with pytest.raises(Unreadable) as raised:
        Source(mapping.parse(LOG, source="log.toml"), SOP_DEFAULTS.scales).state(Row(2, row.cells | cells))
    assert str(raised.value) == reason


def test_a_row_without_an_id_names_no_ticket() -> None:
    (row,) = updates("08:05 New", id=" ")
    with pytest.raises(Unreadable, match="id: the row names no ticket"):
        Source(mapping.parse(LOG, source="log.toml"), SOP_DEFAULTS.scales).reference(row)


def test_what_the_source_lacks_is_supplied_in_plain_words() -> None:
    outline = history("08:05 New", who="").outline
    assert outline.subject == "Matter A1"
    assert outline.description == "The old desk kept no words. Sorted under: network."
    assert outline.requester == Person("Somebody", "somebody@old-desk.invalid", is_made_up=True)
    assert (outline.kind, outline.channel) == (Kind.INCIDENT, Channel.IMPORT)
    assert outline.supplied == ("requester", "subject", "description", "contact")


def test_what_the_source_has_is_taken_as_it_is() -> None:
    outline = ticket(who="Rita Ray", address="rita@fernhill.example", title="The printer is on fire").outline
    assert outline.requester == Person("Rita Ray", "rita@fernhill.example")
    assert outline.subject == "The printer is on fire"
    assert outline.supplied == ("description",)


def test_a_cell_that_means_nothing_is_empty() -> None:
    state = history("08:05 New kind=? worker=?").states[0]
    assert (state.category, state.assignee) == ("", NOBODY)


def test_a_source_without_assignees_does_not_say_nobody() -> None:
    assert ticket().states[0].assignee is None


def test_how_a_ticket_began_stands_in_the_first_row_and_how_it_ended_in_the_last() -> None:
    rows = updates("08:05 New", "09:00 Solved", solved="09:00")
    rows[0].cells.update(solver="Omar", solved="")
    rows[1].cells.update(who="Somebody else", solver="Nadia")
    source = Source(mapping.parse(LOG, source="log.toml"), SOP_DEFAULTS.scales)
    outline = source.history(rows, [source.state(row) for row in rows]).outline
    assert (outline.requester.name, outline.resolver.name, outline.resolved_at) == ("Rita Ray", "Nadia", instant("09:00"))


LIVES = {
    "unresolved": ({}, ["09:00 log"]),
    "resolved": ({"solved": "10:00"}, ["09:00 log", "10:00 triage*", "10:00 assign*", "10:00 resolve"]),
    "closed": ({"solved": "10:00", "shut": "12:00"}, ["09:00 log", "10:00 triage*", "10:00 assign*", "10:00 resolve", "12:00 close"]),
    "closed without a resolution": ({"shut": "12:00"}, ["09:00 log", "12:00 triage*", "12:00 assign*", "12:00 resolve*", "12:00 close"]),
    "reopened": (
        {"reopened": "09:30", "solved": "10:00", "shut": "12:00"},
        ["09:00 log", "09:30 triage*", "09:30 assign*", "09:30 resolve*", "09:30 reopen", "10:00 resolve", "12:00 close"],
    ),
}


@pytest.mark.parametrize(("times", "expected"), LIVES.values(), ids=LIVES)
def test_a_row_of_its_own_tells_a_whole_life(times: dict[str, str], expected: list[str]) -> None:
    steps, refusals = replay(ticket(**{column: f"2026-03-02T{at}+00:00" for column, at in times.items()}, opened="2026-03-02T09:00+00:00"))
    assert [f"{step.at:%H:%M} {step.verb}{'*' if step.is_supplied else ''}" for step in steps] == expected
    assert not refusals
    assert all(step.verb is not Verb.CONFIRM for step in steps)


def test_a_ticket_that_waits_waits_since_it_last_changed() -> None:
    text = TICKETS.replace('title"', 'title"\nstatus = "state"\nchanged_at = "changed"')
    source = Source(mapping.parse(text, source="list.toml"), SOP_DEFAULTS.scales)
    row = dict.fromkeys(source.mapping.columns.values(), "")
    row |= {"id": "B1", "opened": "2026-03-02T08:00Z", "state": "Awaiting User Input", "changed": "2026-03-02T10:00Z"}
    steps, _ = replay(source.ticket(Row(2, row)))
    assert [(step.at, step.verb) for step in steps] == [(instant("08:00"), Verb.LOG), (instant("10:00"), Verb.AWAIT_REQUESTER)]
    assert source.ticket(Row(2, row)).states[-1].status is Status.AWAITING_USER_INPUT


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("Resolver 17", "resolver-17"),
        ("  Resolver   17 ", "resolver-17"),
        ("resolver-17", "resolver-17-fb81a92c"),
        ("Müller", "m-ller-2dbd2180"),
    ],
)
def test_a_name_becomes_a_word(name: str, word: str) -> None:
    assert handle(name) == word


@given(st.text(), st.text())
def test_different_names_are_different_people(one: str, other: str) -> None:
    is_same = " ".join(one.lower().split()) == " ".join(other.lower().split())
    assert (unreachable(one, "x.invalid").email == unreachable(other, "x.invalid").email) is is_same
