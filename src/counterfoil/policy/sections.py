"""Each table of the policy file, read into its part of the book."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from types import MappingProxyType
from typing import Any, TypeVar

from counterfoil.policy import values
from counterfoil.policy.book import (
    Closing,
    Defaults,
    Hours,
    Keep,
    Level,
    Option,
    PolicyBook,
    Question,
    Revision,
    Routing,
    Rung,
    Scales,
    StatusWords,
    Target,
)
from counterfoil.policy.tables import Table
from counterfoil.policy.values import Reader
from counterfoil.policy.vocabulary import Channel, Kind, Metric, Recipient, Record, Status, Unit, Word, squeeze

K = TypeVar("K")
V = TypeVar("V")
W = TypeVar("W", bound=Word)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
QUESTIONS = {"affected": "impact", "work": "urgency"}
ANCHORS = {
    Record.TICKET: "closed_at",
    Record.INTERACTION: "ended_at",
    Record.REPORT: "issued_at",
    Record.IMPROVEMENT_ACTION: "closed_at",
}
NEVER = date.min
NONE: tuple[Any, ...] = ()
MOMENT = timedelta(microseconds=1)


def scales_from(table: Table) -> Scales:
    """The levels of impact, urgency and priority, which every other table speaks in; empty where they cannot be read."""
    return Scales(*(_levels(table.table(scale)) for scale in ("impact", "urgency", "priority")))


def _levels(table: Table) -> tuple[Level, ...]:
    """Levels from the gravest: the order in which they are written."""
    levels = tuple(Level(word, table.need(key, values.text, word)) for word, key in table.keyed(values.word).items())
    if not levels:
        table.note("at least one level is needed")
    names = [name for level in levels for name in {squeeze(level.word), squeeze(level.label)}]
    for name in sorted({name for name in names if names.count(name) > 1}):
        table.note(f"“{name}” names more than one level")
    return levels


def book_from(root: Table, scales: Scales) -> PolicyBook:
    """The book that the tables under `root` state. What is wrong is noted in them, and something harmless stands in its place."""
    policy = root.table("policy")
    matrix, with_workaround = _matrix(root.table("matrix"), scales)
    calendars = _calendars(root.table("calendar", is_needed=False))
    targets = _targets(root.table("target"), scales, calendars)
    return PolicyBook(
        version=policy.need("version", values.text, ""),
        effective=policy.need("effective", values.day, NEVER),
        author=policy.need("author", values.text, ""),
        description=policy.need("description", values.text, ""),
        review_months=policy.need("review_every", values.months, 0),
        zone=policy.need("zone", values.zone, ""),
        scales=scales,
        matrix=matrix,
        with_workaround=with_workaround,
        defaults=_defaults(root.table("defaults"), scales),
        calendars=calendars,
        targets=targets,
        acknowledged=frozenset(root.table("acknowledgement").need("channels", values.each(_in(Channel)), NONE)),
        warn_share=root.table("clocks").need("warn_at", _warning, Fraction()),
        statuses=_statuses(root.table("status")),
        rungs=_rungs(root.table("escalation", is_needed=False).rows("rung"), scales, targets),
        routing=_routing(root.table("routing"), scales),
        closing=_closing(root.table("closing")),
        causes=_causes(root.rows("cause")),
        retention=_retention(root.table("retention")),
        revisions=tuple(_revision(row) for row in root.rows("revision")),
        rubric=_rubric(root.table("rubric"), scales),
    )


def _matrix(table: Table, scales: Scales) -> tuple[Mapping[tuple[str, str], str], Mapping[str, str]]:
    surrogates = table.table("with_workaround", is_needed=False)
    priority = _level(scales, "priority")
    cells: dict[tuple[str, str], str] = {}
    for impact, row_key in table.keyed(_level(scales, "impact"), every=_words(scales.impact)).items():
        row = table.table(row_key)
        for urgency, key in row.keyed(_level(scales, "urgency"), every=_words(scales.urgency)).items():
            cells[impact, urgency] = row.need(key, priority, "")
    with_workaround = {word: surrogates.need(key, priority, "") for word, key in surrogates.keyed(priority).items()}
    return _frozen(cells), _frozen(with_workaround)


def _rubric(table: Table, scales: Scales) -> Mapping[str, Question]:
    """The two questions the matrix needs, and the one for a workaround where it is asked."""
    questions = {name: _question(table.table(name), _level(scales, scale)) for name, scale in QUESTIONS.items()}
    workaround = table.table("workaround", is_needed=False)
    if not workaround.is_hole:
        questions["workaround"] = _question(workaround, _one_of("yes", "no"))
    return _frozen(questions)


def _question(table: Table, answer: Reader[str]) -> Question:
    words = table.need("answers", _some(values.each(answer)), NONE)
    labels, hints = table.table("labels"), table.table("hints", is_needed=False)
    labelled, hinted = labels.keyed(answer, every=words), hints.keyed(answer)
    for written, owner in ((labelled, labels), (hinted, hints)):
        for word in written.keys() - set(words):
            owner.note("is no answer of this question", written[word])
    return Question(
        asks=table.need("asks", values.text, ""),
        options=tuple(
            Option(
                word=word,
                label=labels.need(labelled[word], values.text, "") if word in labelled else "",
                hint=hints.need(hinted[word], values.text, "") if word in hinted else "",
            )
            for word in words
        ),
    )


def _defaults(table: Table, scales: Scales) -> Mapping[Kind, Defaults]:
    return _frozen({kind: _default(table.table(key), scales) for kind, key in table.keyed(Kind.read, every=Kind).items()})


def _default(table: Table, scales: Scales) -> Defaults:
    return Defaults(
        impact=table.need("impact", _level(scales, "impact"), ""),
        urgency=table.need("urgency", _level(scales, "urgency"), ""),
        workaround=table.need("workaround", values.flag, False),
    )


def _calendars(table: Table) -> Mapping[str, Hours]:
    return _frozen({name: _hours(table.table(key), name) for name, key in table.keyed(values.word).items()})


def _hours(table: Table, name: str) -> Hours:
    days = table.table("open")
    opening = {WEEKDAYS.index(weekday): days.need(key, values.opening, NONE) for weekday, key in days.keyed(_one_of(*WEEKDAYS)).items()}
    if not days.is_hole and not any(opening.values()):
        days.note("a calendar must be open at some time")
    return Hours(
        name=name,
        zone=table.need("zone", values.zone, ""),
        open=_frozen({weekday: intervals for weekday, intervals in sorted(opening.items()) if intervals}),
        holidays=frozenset(table.may("holidays", values.each(values.day), NONE)),
    )


def _targets(table: Table, scales: Scales, calendars: Mapping[str, Hours]) -> Mapping[tuple[Metric, str], Target]:
    targets: dict[tuple[Metric, str], Target] = {}
    for metric, metric_key in table.keyed(Metric.read).items():
        cells = table.table(metric_key)
        for priority, key in cells.keyed(_level(scales, "priority")).items():
            cell = cells.table(key)
            count, unit = cell.need("within", values.amount, (Fraction(1), Unit.DAYS))
            calendar = cell.may("calendar", _one_of(*calendars), "")
            targets[metric, priority] = Target(count, unit, calendar or None)
    return _frozen(targets)


def _statuses(table: Table) -> Mapping[Status, StatusWords]:
    found = table.keyed(Status.read, every=Status)
    return _frozen({status: _status(table.table(key), status) for status, key in found.items()})


def _status(table: Table, status: Status) -> StatusWords:
    return StatusWords(
        status=status,
        label=table.need("label", values.text, ""),
        requester_reads=table.need("requester_reads", _wording, ""),
        pauses=frozenset(table.need("pauses", values.each(_in(Metric)), NONE)),
    )


def _rungs(rows: list[Table], scales: Scales, targets: Mapping[tuple[Metric, str], Target]) -> tuple[Rung, ...]:
    rungs: list[Rung] = []
    for row in rows:
        rung = Rung(
            name=row.need("name", values.word, ""),
            metric=row.need("metric", _in(Metric), Metric.RESOLUTION),
            share=row.need("at", values.share, Fraction(1)),
            tells=row.need("tells", _some(values.each(_in(Recipient))), NONE),
            priorities=frozenset(row.need("priorities", _some(values.each(_level(scales, "priority"))), NONE)),
            escalates=row.may("escalates", values.flag, False),
        )
        if rung.name in {other.name for other in rungs}:
            row.note(f"another rung is named “{rung.name}” already", "name")
        for priority in sorted(rung.priorities):
            if (rung.metric, priority) not in targets:
                row.note(f"“{priority}” has no {rung.metric} target, so this rung is never reached", "priorities")
        rungs.append(rung)
    return tuple(rungs)


def _routing(table: Table, scales: Scales) -> Routing:
    weights = table.table("weights")
    found = weights.keyed(_level(scales, "priority"), every=_words(scales.priority))
    return Routing(
        to_person=table.need("to_person", values.flag, False),
        weights=_frozen({priority: weights.need(key, values.number, Fraction(1)) for priority, key in found.items()}),
        cap=table.need("cap", values.number, Fraction(1)),
    )


def _closing(table: Table) -> Closing:
    closing = Closing(
        remind_after=table.need("remind_after", values.each(values.span), NONE),
        close_after=table.need("close_after", values.span, timedelta.max),
        rate_within=table.need("rate_within", values.span, MOMENT),
    )
    steps = (*closing.remind_after, closing.close_after)
    if list(steps) != sorted(set(steps)):
        table.note("reminders must stand in order, and all of them before the ticket is closed", "remind_after")
    return closing


def _causes(rows: list[Table]) -> tuple[Level, ...]:
    causes = tuple(Level(row.need("word", values.word, ""), row.need("label", values.text, "")) for row in rows)
    for n, row in enumerate(rows):
        if causes[n].word in {cause.word for cause in causes[:n]}:
            row.note(f"another cause is named “{causes[n].word}” already", "word")
    return causes


def _retention(table: Table) -> Mapping[str, Keep]:
    found = table.keyed(Record.read, every=Record)
    return _frozen({record.value: _keep(table.table(key), record) for record, key in found.items()})


def _keep(table: Table, record: Record) -> Keep:
    return Keep(
        record=record,
        years=table.need("keep", values.years, 1),
        since=table.need("since", _one_of(ANCHORS[record]), ""),
        responsible=table.need("responsible", values.text, ""),
        location=table.need("location", values.text, ""),
    )


def _revision(table: Table) -> Revision:
    return Revision(
        on=table.need("date", values.day, NEVER),
        version=table.need("version", values.text, ""),
        description=table.need("description", values.text, ""),
        author=table.need("author", values.text, ""),
    )


def _level(scales: Scales, scale: str) -> Reader[str]:
    return lambda value: scales.read(scale, values.text(value)).word


def _words(levels: tuple[Level, ...]) -> tuple[str, ...]:
    return tuple(level.word for level in levels)


def _some(read: Reader[tuple[V, ...]]) -> Reader[tuple[V, ...]]:
    """The reader of a list that must not be empty."""

    def read_some(value: object) -> tuple[V, ...]:
        if not (entries := read(value)):
            raise ValueError("at least one entry is needed here")
        return entries

    return read_some


def _in(words: type[W]) -> Callable[[object], W]:
    return lambda value: words.read(values.text(value))


def _one_of(*words: str) -> Reader[str]:
    def read(value: object) -> str:
        for word in words:
            if squeeze(word) == squeeze(values.text(value)):
                return word
        raise ValueError(f"“{value}” is not known here: it must be {' or '.join(words) or 'left out, for nothing of the kind is defined'}")

    return read


def _wording(value: object) -> str:
    """Words with no other placeholder than {assignee}."""
    rest = values.text(value).replace("{assignee}", "")
    if "{" in rest or "}" in rest:
        raise ValueError("the only placeholder that may stand here is {assignee}")
    return values.text(value)


def _warning(value: object) -> Fraction:
    if not values.share(value) < 1:
        raise ValueError("a warning comes before the whole target is used: write less than 100 %")
    return values.share(value)


def _frozen(mapping: dict[K, V]) -> Mapping[K, V]:
    return MappingProxyType(mapping)
