"""The policy as a page people read: Markdown, table by table."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from fractions import Fraction

from counterfoil.policy.book import Hours, PolicyBook, Rung, Target
from counterfoil.policy.vocabulary import Metric, Unit, Word

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def as_prose(book: PolicyBook) -> str:
    """The whole policy as Markdown, in the order a ticket meets it. SOP 1 §4-§7, SOP 2 §4."""
    sections = (
        _head(book),
        _questions(book),
        _matrix(book),
        _targets(book),
        _calendars(book),
        _statuses(book),
        _ladder(book),
        _assignment(book),
        _closing(book),
        _retention(book),
        _revisions(book),
    )
    return "\n\n".join(block for section in sections for block in section) + "\n"


def quantity(amount: Fraction, unit: Unit) -> str:
    """ "30 minutes", "1 hour", "1.5 days"."""
    return f"{float(amount):g} {unit.value.removesuffix('s') if amount == 1 else unit.value}"


def _head(book: PolicyBook) -> Iterable[str]:
    yield f"# Policy {book.version}"
    yield f"{book.description}. In force from {book.effective.isoformat()}, by {book.author}; dates are those of {book.zone}."
    yield f"It is reviewed every {book.review_months} months."


def _questions(book: PolicyBook) -> Iterable[str]:
    yield "## What requesters are asked"
    for question in book.rubric.values():
        options = [f"- {option.label}{f': {option.hint}' if option.hint else ''}" for option in question.options]
        yield "\n".join((f"**{question.asks}**", "", *options))


def _matrix(book: PolicyBook) -> Iterable[str]:
    scales = book.scales
    yield "## Priority"
    yield _table(
        ("Impact", *(urgency.label for urgency in scales.urgency)),
        [(impact.label, *(scales.label(book.matrix[impact.word, urgency.word]) for urgency in scales.urgency)) for impact in scales.impact],
    )
    for priority, instead in book.with_workaround.items():
        yield f"With a workaround, {scales.label(priority)} becomes {scales.label(instead)}."
    for kind, default in book.defaults.items():
        pair = f"{scales.read('impact', default.impact).label} and {scales.read('urgency', default.urgency).label.lower()}"
        yield f"Until somebody triages, {kind.label.lower()}s whose answers are missing count as: {pair}."


def _targets(book: PolicyBook) -> Iterable[str]:
    kept = [metric for metric in Metric if any(metric == key for key, _ in book.targets)]
    yield "## Targets"
    yield _table(
        ("Priority", *(_plain(metric) for metric in kept)),
        [(level.label, *(_target(book.target(metric, level.word)) for metric in kept)) for level in book.scales.priority],
    )
    if book.acknowledged:
        yield f"An acknowledgement is owed for what comes by {_listed(sorted(book.acknowledged))}."
    yield f"A clock is at risk when {_percent(book.warn_share)} of its target is used."


def _calendars(book: PolicyBook) -> Iterable[str]:
    if book.calendars:
        yield "## Calendars"
    for name, hours in book.calendars.items():
        yield f"**{name}**, in the time of {hours.zone}"
        yield _table(("Day", "Open"), [(WEEKDAYS[day], _open(hours, day)) for day in range(7)])
        if hours.holidays:
            yield f"Closed on {_listed([day.isoformat() for day in sorted(hours.holidays)])}."


def _statuses(book: PolicyBook) -> Iterable[str]:
    yield "## Statuses"
    yield _table(
        ("Status", "Requesters read", "Pauses"),
        [
            (words.label, words.requester_reads, _listed([_plain(metric).lower() for metric in Metric if metric in words.pauses]))
            for words in book.statuses.values()
        ],
    )


def _ladder(book: PolicyBook) -> Iterable[str]:
    if book.rungs:
        yield "## Escalation"
        yield _table(
            ("Rung", "When", "Priorities", "Is told", "The ticket"),
            [(rung.name, _when(rung), _priorities(rung, book), _listed(rung.tells), _deed(rung)) for rung in book.rungs],
        )


def _assignment(book: PolicyBook) -> Iterable[str]:
    routing = book.routing
    weights = [f"{book.scales.label(priority)} {float(weight):g}" for priority, weight in routing.weights.items()]
    yield "## Assignment"
    yield "Tickets go to the team of their category" + (
        ", there to the available agent with the least workload." if routing.to_person else "; the team shares them out itself."
    )
    yield f"Each unresolved ticket weighs by its priority: {_listed(weights)}."
    yield f"Nobody is assigned more at a workload of {float(routing.cap):g}."


def _closing(book: PolicyBook) -> Iterable[str]:
    closing = book.closing
    yield "## Closing"
    if closing.remind_after:
        yield f"A requester who does not confirm is reminded after {_listed([_span(after) for after in closing.remind_after])}."
    yield f"Silence closes a ticket {_span(closing.close_after)} after it was resolved."
    yield f"A rating can be given until {_span(closing.rate_within)} after closing."
    if book.causes:
        yield f"Causes to choose from: {_listed([cause.label for cause in book.causes])}."


def _retention(book: PolicyBook) -> Iterable[str]:
    yield "## Retention"
    yield _table(
        ("Record", "Kept for at least", "Since", "Responsible", "Location"),
        [
            (_plain(keep.record), f"{keep.years} years", _plain(keep.since).lower(), keep.responsible, keep.location)
            for keep in book.retention.values()
        ],
    )


def _revisions(book: PolicyBook) -> Iterable[str]:
    if book.revisions:
        yield "## Revision history"
        rows = [(revision.on.isoformat(), revision.version, revision.description, revision.author) for revision in book.revisions]
        yield _table(("Date", "Version", "Description", "Author"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def _target(target: Target | None) -> str:
    if target is None:
        return "–"
    if target.calendar is None:
        return f"{quantity(target.amount, target.unit)}, around the clock"
    business = "business " if target.unit is Unit.DAYS else ""
    amount, _, unit = quantity(target.amount, target.unit).partition(" ")
    return f"{amount} {business}{unit} ({target.calendar})"


def _open(hours: Hours, day: int) -> str:
    intervals = hours.open.get(day, ())
    return _listed([f"{_clock(start)}-{_clock(end)}" for start, end in intervals]) if intervals else "closed"


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _when(rung: Rung) -> str:
    return f"{_percent(rung.share)} of {_plain(rung.metric).lower()}"


def _priorities(rung: Rung, book: PolicyBook) -> str:
    return _listed([level.label for level in book.scales.priority if level.word in rung.priorities])


def _deed(rung: Rung) -> str:
    return "is escalated" if rung.escalates else "stays"


def _percent(share: Fraction) -> str:
    return f"{float(share * 100):g} %"


def _span(span: timedelta) -> str:
    for length, unit in ((timedelta(days=1), "day"), (timedelta(hours=1), "hour"), (timedelta(minutes=1), "minute")):
        if span >= length:
            count = span / length
            return f"{count:g} {unit}{'' if count == 1 else 's'}"
    return f"{span.total_seconds():g} seconds"


def _plain(word: str | Word) -> str:
    """`next_reply` → Next reply."""
    return str(word).replace("_", " ").capitalize()


def _listed(words: Sequence[str]) -> str:
    """ "a, b and c"; a dash for nothing."""
    if not words:
        return "–"
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
