"""The policy file: what is read from it, and every way in which it can be wrong."""

import re
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.policy.book import Level, PolicyBook, Target
from counterfoil.policy.parse import SHIPPED, SOP_DEFAULTS, PolicyError, parse, shipped
from counterfoil.policy.tables import Problem
from counterfoil.policy.vocabulary import Channel, Metric, Recipient, Status, Unit

SOP = shipped("sop")
LINES = SOP.splitlines()

MINUTES, HOURS, DAYS = Unit.MINUTES, Unit.HOURS, Unit.DAYS

# SOP 1 §5 as printed; "business days" and the hours of all but Critical run on the desk's calendar.
PRINTED = [
    ("critical", Target(Fraction(30), MINUTES), Target(Fraction(4), HOURS)),
    ("high", Target(Fraction(1), HOURS, "desk"), Target(Fraction(8), HOURS, "desk")),
    ("medium", Target(Fraction(4), HOURS, "desk"), Target(Fraction(2), DAYS, "desk")),
    ("low", Target(Fraction(8), HOURS, "desk"), Target(Fraction(5), DAYS, "desk")),
]


def problems_of(text: str) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        parse(text, source="ours.toml")
    return [str(problem) for problem in caught.value.problems]


def changed(old: str, new: str) -> str:
    assert SOP.count(old) >= 1, f"{old!r} does not stand in sop.toml"
    return SOP.replace(old, new, 1)


@pytest.mark.parametrize(("priority", "response", "resolution"), PRINTED)
def test_sop1_5_prints_these_targets(priority: str, response: Target, resolution: Target) -> None:
    assert SOP_DEFAULTS.target(Metric.RESPONSE, priority) == response
    assert SOP_DEFAULTS.target(Metric.NEXT_REPLY, priority) == response
    assert SOP_DEFAULTS.target(Metric.RESOLUTION, priority) == resolution
    assert SOP_DEFAULTS.target(Metric.ACKNOWLEDGEMENT, priority) == Target(Fraction(5), MINUTES)


def test_the_defaults_are_the_sop() -> None:
    book = SOP_DEFAULTS
    assert (book.version, book.effective, book.author, book.review_months) == ("1.0", date(2024, 6, 15), "IT Support Lead", 12)
    assert [revision.version for revision in book.revisions] == ["1.0"]
    assert [level.label for level in book.scales.priority] == ["Critical", "High", "Medium", "Low"]
    assert book.with_workaround == {"critical": "high"}
    assert book.calendars["desk"].open == dict.fromkeys(range(5), ((540, 1020),))
    assert book.acknowledged == {Channel.PORTAL, Channel.EMAIL, Channel.API, Channel.CHAT}
    assert book.warn_share == Fraction(3, 4)
    assert book.statuses[Status.AWAITING_USER_INPUT].requester_reads == "Waiting for you"
    assert book.statuses[Status.AWAITING_USER_INPUT].pauses == {Metric.NEXT_REPLY, Metric.RESOLUTION}
    assert not any(words.pauses for status, words in book.statuses.items() if status is not Status.AWAITING_USER_INPUT)
    assert book.closing.remind_after == (timedelta(days=2), timedelta(days=4))
    assert (book.closing.close_after, book.closing.rate_within) == (timedelta(days=7), timedelta(days=7))
    assert {record: keep.years for record, keep in book.retention.items()} == {
        "ticket": 2,
        "interaction": 2,
        "report": 5,
        "improvement_action": 5,
    }


def test_the_ladder_tells_the_lead_early_of_grave_tickets_and_of_every_breach() -> None:
    told = {(rung.metric, priority, rung.share) for rung in SOP_DEFAULTS.rungs for priority in rung.priorities}
    metrics, all_priorities = (Metric.RESPONSE, Metric.RESOLUTION), ("critical", "high", "medium", "low")
    early = {(metric, priority, Fraction(3, 4)) for metric in metrics for priority in ("critical", "high")}
    assert told == early | {(metric, priority, Fraction(1)) for metric in metrics for priority in all_priorities}
    assert all(rung.tells == (Recipient.LEAD,) for rung in SOP_DEFAULTS.rungs)
    assert [rung.name for rung in SOP_DEFAULTS.rungs if rung.escalates] == ["critical_breached"]


def test_questions_stand_in_the_order_requesters_read_them() -> None:
    affected = SOP_DEFAULTS.rubric["affected"]
    assert [option.label for option in affected.options] == ["Only me", "A few of us", "Many people, or a whole service"]
    assert SOP_DEFAULTS.rubric["work"].options[0].hint == "Nothing can be done until it is solved"


@pytest.mark.parametrize("name", SHIPPED)
def test_every_shipped_policy_is_valid(name: str) -> None:
    assert isinstance(parse(shipped(name), source=f"{name}.toml"), PolicyBook)


def test_an_unknown_shipped_policy_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(LookupError, match="sop, servicenow, rabobank"):
        shipped("nobody")


WRONG = {
    "unknown key": ('author = "IT Support Lead"\ndesc', 'auther = "x"\nauthor = "y"\ndesc', "policy.auther", "is “author” meant?"),
    "unknown table": ("[clocks]", "[clock]\n[clocks]", "clock", "is “clocks” meant?"),
    "no version": ('version = "1.0"\neff', "eff", "policy.version", "is missing"),
    "empty text": ('author = "IT', 'author = " "\n# IT', "policy.author", "not empty"),
    "text of two lines": ('author = "IT', 'author = "a\\nb"\n# IT', "policy.author", "on one line"),
    "date in quotes": ("effective = 2024-06-15", 'effective = "2024-06-15"', "policy.effective", "without quotes"),
    "date with a time": ("effective = 2024-06-15", "effective = 2024-06-15T10:00:00Z", "policy.effective", "a date is expected"),
    "half a month": ("12 months", "0.5 months", "policy.review_every", "whole months"),
    "unknown zone": ('zone = "Europe/Berlin"   ', 'zone = "Europe/Bonn"   ', "policy.zone", "no time zone"),
    "zone outside the zone folder": ('zone = "Europe/Berlin"   ', 'zone = "../etc/passwd"   ', "policy.zone", "no time zone"),
    "level that is no word": ('high = "High"', '"High!" = "High"', 'levels.priority."High!"', "no word"),
    "two levels of one name": ('low = "Low"', 'low = "High"', "levels.priority", "names more than one level"),
    "answer that is no level": ('answers = ["person"', 'answers = ["persons"', "rubric.affected.answers", "is no impact"),
    "question without answers": ('answers = ["yes", "no"]', "answers = []", "rubric.workaround.answers", "at least one"),
    "rung that tells nobody": ('tells = ["lead"]', "tells = []", "escalation.rung.1.tells", "at least one"),
    "rung for no priority": ('priorities = ["Critical", "High"]', "priorities = []", "escalation.rung.1.priorities", "at least one"),
    "answer without a label": ('person = "Only me", ', "", "rubric.affected.labels", "“person” is missing"),
    "label without an answer": (
        'answers = ["person", "department", ',
        'answers = ["person", ',
        "rubric.affected.labels.department",
        "no answer of this question",
    ),
    "answer twice": ('["person", "department"', '["person", "person", "department"', "rubric.affected.answers", "stands here twice"),
    "matrix cell missing": (', inconvenience = "Low" }', " }", "matrix.person", "“inconvenience” is missing"),
    "matrix row missing": ("department = { stopped", "# department = { stopped", "matrix", "“department” is missing"),
    "matrix with an unknown urgency": (
        'person = { stopped = "High"',
        'person = { halted = "Low", stopped = "High"',
        "matrix.person.halted",
        "is no urgency",
    ),
    "matrix with an unknown priority": ('degraded = "Medium", inc', 'degraded = "Urgent", inc', "matrix.person.degraded", "is no priority"),
    "workaround for an unknown priority": ('Critical = "High"', 'Crucial = "High"', "matrix.with_workaround.Crucial", "is no priority"),
    "default of another kind": ("[defaults.request]", "[defaults.question]", "defaults.question", "is none of"),
    "default that is no level": ('impact = "person"', 'impact = "people"', "defaults.incident.impact", "is no impact"),
    "flag in quotes": ("workaround = false", 'workaround = "false"', "defaults.incident.workaround", "true or false"),
    "calendar that never opens": (
        "[calendar.desk]",
        '[calendar.night]\nzone = "UTC"\nopen = { mon = [] }\n[calendar.desk]',
        "calendar.night.open",
        "open at some time",
    ),
    "hours in the wrong order": ('mon = ["09:00-17:00"]', 'mon = ["13:00-17:00", "09:00-12:00"]', "calendar.desk.open.mon", "in order"),
    "hours that overlap": ('mon = ["09:00-17:00"]', 'mon = ["09:00-13:00", "12:00-17:00"]', "calendar.desk.open.mon", "overlap"),
    "hours past midnight": ('mon = ["09:00-17:00"]', 'mon = ["22:00-06:00"]', "calendar.desk.open.mon", "written on both days"),
    "hours beyond 24:00": ('mon = ["09:00-17:00"]', 'mon = ["09:00-24:01"]', "calendar.desk.open.mon", "by 24:00"),
    "unreadable hours": ('mon = ["09:00-17:00"]', 'mon = ["9-17"]', "calendar.desk.open.mon", "like “09:00-17:00”"),
    "unknown weekday": ('mon = ["09:00-17:00"]', 'mo = ["09:00-17:00"]', "calendar.desk.open.mo", "mon or tue"),
    "holiday twice": ("holidays = []", "holidays = [2024-12-25, 2024-12-25]", "calendar.desk.holidays", "stands here twice"),
    "unknown metric": ("[target.response]", "[target.reaction]", "target.reaction", "is none of"),
    "unreadable duration": ('"30 minutes"', '"half an hour"', "target.response.Critical.within", "is no duration"),
    "duration without a unit": ('"30 minutes"', '"30"', "target.response.Critical.within", "is no duration"),
    "negative duration": ('"30 minutes"', '"-30 minutes"', "target.response.Critical.within", "is no duration"),
    "no duration at all": ('"30 minutes"', '"0 minutes"', "target.response.Critical.within", "longer than nothing"),
    "duration beyond all sense": ('"30 minutes"', '"99999 days"', "target.response.Critical.within", "at most 366 days"),
    "unknown calendar": ('"1 hour", calendar = "desk"', '"1 hour", calendar = "desks"', "target.response.High.calendar", "must be desk"),
    "unknown channel": ('"portal", "email"', '"portal", "fax"', "acknowledgement.channels", "is none of"),
    "share without a percent sign": ('warn_at = "75 %"', 'warn_at = "0.75"', "clocks.warn_at", "write one above zero like “75 %”"),
    "warning at the end": ('warn_at = "75 %"', 'warn_at = "100 %"', "clocks.warn_at", "less than 100 %"),
    "status missing": ("[status.Closed]\n", "[status.closedd]\n", "status.closedd", "is none of"),
    "status named twice": (
        "[status.Closed]",
        '[status.closed]\nlabel = "C"\nrequester_reads = "C"\npauses = []\n[status.Closed]',
        "status.Closed",
        "says again",
    ),
    "unknown placeholder": ("With {assignee}", "With {assignee.password}", 'status."In Progress".requester_reads', "only placeholder"),
    "pause of nothing known": ('pauses = ["next_reply"', 'pauses = ["next_answer"', 'status."Awaiting User Input".pauses', "is none of"),
    "rung of a name twice": (
        'name = "response_breached"',
        'name = "response_at_risk"',
        "escalation.rung.2.name",
        "named “response_at_risk” already",
    ),
    "rung at nothing": ('metric = "response"\nat = "75 %"', 'metric = "response"\nat = "0 %"', "escalation.rung.1.at", "above zero"),
    "rung that tells a stranger": ('tells = ["lead"]', 'tells = ["boss"]', "escalation.rung.1.tells", "is none of"),
    "rung without a target": (
        'metric = "response"\nat = "75 %"',
        'metric = "response"\nat = "75 %"\nextra = 1',
        "escalation.rung.1.extra",
        "not known",
    ),
    "weight missing": (", Low = 1 }", " }", "routing.weights", "“low” is missing"),
    "weight of nothing": ("Low = 1 }", "Low = 0 }", "routing.weights.Low", "above zero"),
    "cap that is no number": ("cap = 30", "cap = inf", "routing.cap", "a number above zero"),
    "reminders out of order": ('["2 days", "4 days"]', '["4 days", "2 days"]', "closing.remind_after", "in order"),
    "reminder after closing": ('["2 days", "4 days"]', '["2 days", "8 days"]', "closing.remind_after", "before the ticket is closed"),
    "cause twice": ('word = "change"', 'word = "configuration"', "cause.6.word", "named “configuration” already"),
    "unknown record": ("improvement_action = {", "improvement = {", "retention.improvement", "is none of"),
    "record kept half a year": (
        'keep = "2 years", since = "closed_at"',
        'keep = "0.5 years", since = "closed_at"',
        "retention.ticket.keep",
        "whole years",
    ),
    "record kept since something else": ('since = "issued_at"', 'since = "closed_at"', "retention.report.since", "must be issued_at"),
}


@pytest.mark.parametrize("title", WRONG)
def test_what_is_wrong_is_named_with_file_line_key_and_reason(title: str) -> None:
    old, new, key, reason = WRONG[title]
    text = changed(old, new)
    found = next((problem for problem in problems_of(text) if f" {key}: " in problem and reason in problem), None)
    assert found is not None, problems_of(text)
    line = int(found.split(":")[1])
    first = SOP[: SOP.index(old)].count("\n") + 1
    last = first + new.count("\n")
    # What is missing has no line of its own, so the table around it is named; a label stands in the line below its answers.
    assert line <= last if "missing" in reason or "more than one" in reason else first <= line <= last + 1
    assert found.startswith("ours.toml:")


def test_all_problems_are_reported_in_the_order_of_the_file() -> None:
    text = changed("cap = 30", 'cap = "many"').replace('version = "1.0"\neffective', "effective").replace('"8 hours"', '"8 ours"')
    found = problems_of(text)
    assert len(found) == 5
    assert [int(problem.split(":")[1]) for problem in found] == sorted(int(problem.split(":")[1]) for problem in found)


def test_a_missing_table_is_one_problem_and_not_one_per_key() -> None:
    start, end = SOP.index("[closing]"), SOP.index("# SOP 1 §4.7, §4.8")
    assert problems_of(SOP[:start] + SOP[end:]) == ["ours.toml:1: closing: this table is missing"]


def test_a_rung_for_a_priority_without_a_target_is_refused() -> None:
    text = changed('[target.response]\nCritical = { within = "30 minutes" }', "[target.response]")
    assert [problem for problem in problems_of(text) if "“critical” has no response target" in problem]


def test_a_text_that_is_no_toml_is_refused_with_its_line() -> None:
    assert problems_of("a = 1\nb = \n") == ["ours.toml:2: this is no TOML: Invalid value"]


ENDLESS = {
    "an integer": "cap = " + "9" * 5000,
    "a list": "cap = " + "[" * 5000,
    "a float": "cap = 1e999999999",
    "a fraction": "cap = 1e-999999999",
}


@pytest.mark.parametrize("title", ENDLESS)
def test_endless_values_are_refused_at_once(title: str) -> None:
    assert problems_of(changed("cap = 30", ENDLESS[title]))


def test_an_exact_fraction_may_be_a_weight() -> None:
    assert parse(changed("Low = 1 }", "Low = 0.1 }")).routing.weights["low"] == Fraction(1, 10)


@pytest.mark.parametrize("text", ["", "a = 1", 'levels = "x"', "[[levels]]", "[levels]\nimpact = 5", "\ufeff"])
def test_a_text_that_is_no_policy_is_refused(text: str) -> None:
    assert problems_of(text)


def test_a_matrix_of_one_cell_and_one_priority_is_a_policy() -> None:
    text = shipped("servicenow")
    for scale in ("impact", "urgency"):
        text = re.sub(rf"(\[levels.{scale}\]\n).*?\n\n", r'\1only = "Only"\n\n', text, flags=re.DOTALL)
    text = re.sub(r"(\[levels.priority\]\n).*?\n\n", r'\1only = "Only"\n\n', text, flags=re.DOTALL)
    text = re.sub(r"(\[matrix\]\n).*?\n\n", r'\1only = { only = "only" }\n\n', text, flags=re.DOTALL)
    text = re.sub(r"answers = .*\nlabels = .*", 'answers = ["only"]\nlabels = { only = "Only" }', text)
    text = re.sub(r"(impact|urgency) = \".*\"", r'\1 = "only"', text)
    text = re.sub(r"\[\[escalation.rung\]\]\n.*?\n\n", "", text, flags=re.DOTALL)
    text = re.sub(r"weights = .*", "weights = { only = 1 }", text)
    text = re.sub(r"(\[target.resolution\]\n).*?\n\n", r'\1only = { within = "1.5 hours" }\n\n', text, flags=re.DOTALL)
    book = parse(text)
    assert book.matrix == {("only", "only"): "only"}
    assert book.target(Metric.RESOLUTION, "only") == Target(Fraction(3, 2), HOURS)


def test_split_shifts_and_24_00_are_open_hours() -> None:
    book = parse(changed('mon = ["09:00-17:00"]', 'mon = ["00:00-02:30", "13:00-24:00"]'))
    assert book.calendars["desk"].open[0] == ((0, 150), (780, 1440))


def test_words_are_read_without_regard_to_case_space_and_underscore() -> None:
    book = parse(
        changed('[status."Awaiting User Input"]', "[status.awaiting_user_input]").replace('Critical = "High"', 'CRITICAL = "hi-gh"')
    )
    assert book == SOP_DEFAULTS


@pytest.mark.parametrize(("text", "word"), [("critical", "critical"), ("1 - Critical", "critical"), ("3 - moderate", "medium")])
def test_a_level_is_read_by_its_word_or_its_label(text: str, word: str) -> None:
    assert parse(shipped("servicenow")).scales.read("priority", text).word == word


def test_an_unknown_level_is_refused_with_the_choices() -> None:
    with pytest.raises(ValueError, match="must be one of critical, high, medium, low"):
        SOP_DEFAULTS.scales.read("priority", "urgent")


def test_a_book_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        SOP_DEFAULTS.matrix["person", "stopped"] = "low"  # type: ignore[index]
    with pytest.raises(AttributeError):
        SOP_DEFAULTS.causes = (Level("x", "X"),)  # type: ignore[misc]


VALUES = ("5", '"x"', "[]", "{}", "true", "2024-01-01", "1.5", "inf", "nan", "-1", '[["x"]]', '"99999999 days"', "[[1, 2]]", "10:00:00")


@given(number=st.integers(0, len(LINES) - 1), value=st.sampled_from((None, *VALUES)))
def test_a_damaged_line_gives_a_policy_or_reasons_and_nothing_else(number: int, value: str | None) -> None:
    key, equals, _ = LINES[number].partition("=")
    line = f"{key}= {value}" if value and equals else ""
    text = "\n".join([*LINES[:number], line, *LINES[number + 1 :]])
    assert all(problem.line >= 1 and problem.reason for problem in problems_or_none(text))


def problems_or_none(text: str) -> tuple[Problem, ...]:
    try:
        parse(text)
    except PolicyError as error:
        return error.problems
    return ()
