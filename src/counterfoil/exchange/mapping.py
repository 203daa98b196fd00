"""The mapping file of an import: which of their columns is which of our fields, and what their words mean."""

import tomllib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

from counterfoil.policy import values
from counterfoil.policy.lines import lines_of
from counterfoil.policy.tables import Notes, Problem, Table
from counterfoil.policy.vocabulary import Channel, Kind, Status, Word
from counterfoil.prose.fill import placeholders

SHIPPED = ("servicenow", "rabobank", "counterfoil")


class Rows(Word):
    """What one row of the file is: one update of a ticket (the state after it), or one whole ticket."""

    UPDATES = "updates"
    TICKETS = "tickets"


class Field(Word):
    """What a column may be to us. The instants end in `_at`; a change of the other fields between two updates is a verb."""

    EXTERNAL_REFERENCE = "external_reference"
    STATUS = "status"
    CHANGED_AT = "changed_at"
    REPORTED_AT = "reported_at"
    LOGGED_AT = "logged_at"
    REOPENED_AT = "reopened_at"
    RESOLVED_AT = "resolved_at"
    CLOSED_AT = "closed_at"
    KIND = "kind"
    CHANNEL = "channel"
    REQUESTER = "requester"
    REQUESTER_EMAIL = "requester_email"
    REQUESTER_PHONE = "requester_phone"
    SUBJECT = "subject"
    DESCRIPTION = "description"
    CATEGORY = "category"
    IMPACT = "impact"
    URGENCY = "urgency"
    WORKAROUND = "workaround"
    PRIORITY = "priority"
    TEAM = "team"
    ASSIGNEE = "assignee"
    ASSIGNEE_EMAIL = "assignee_email"
    RESOLVER = "resolver"
    SOLUTION = "solution"
    CAUSE = "cause"


class Text(Word):
    """What is written in plain words where the source has nothing, and marked as supplied."""

    REQUESTER = "requester"
    SUBJECT = "subject"
    DESCRIPTION = "description"
    CATEGORY = "category"
    ASSIGNEE = "assignee"
    QUESTION = "question"
    SOLUTION = "solution"
    REASON = "reason"


NEEDED = {
    Rows.UPDATES: (Field.EXTERNAL_REFERENCE, Field.REPORTED_AT, Field.CHANGED_AT, Field.STATUS),
    Rows.TICKETS: (Field.EXTERNAL_REFERENCE, Field.REPORTED_AT),
}
CLOSED_LISTS: Pairs[Field, type[Word]] = {Field.STATUS: Status, Field.KIND: Kind, Field.CHANNEL: Channel}
WORDS = (*CLOSED_LISTS, Field.IMPACT, Field.URGENCY, Field.WORKAROUND, Field.PRIORITY, Field.CATEGORY)
W = TypeVar("W", bound=Word)

NONE: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Mapping:
    """One mapping, checked.

    `words` is field → their word → ours; a field without an entry takes their words as they are. `nothing` are the cells that
    mean an empty one. `time` is a strptime pattern, empty for ISO 8601; a time without an offset is in `zone`.
    `has_guarded_cells`: the file is an export of ours, whose cells a spreadsheet cannot take for formulas.
    """

    name: str
    rows: Rows
    zone: str
    time: str
    nothing: frozenset[str]
    has_guarded_cells: bool
    columns: Pairs[Field, str]
    words: Pairs[Field, Pairs[str, str]]
    kind: Kind
    channel: Channel
    supplies: Pairs[Text, str]

    @property
    def domain(self) -> str:
        """Where the made-up addresses of people without one live. Nothing is ever delivered below `.invalid` (RFC 2606)."""
        return f"{self.name.replace('_', '-')}.invalid"


class MappingError(ValueError):
    """The file is no valid mapping. `problems` lists all that is wrong, in the order of the file."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: problem.line))
        super().__init__("\n".join(map(str, self.problems)))


def find(name_or_path: str) -> Mapping:
    """The mapping that ships under this name, else the one in this file. LookupError says which names there are."""
    if name_or_path in SHIPPED:
        text = files("counterfoil.exchange").joinpath("mappings", f"{name_or_path}.toml").read_text(encoding="utf-8")
        return parse(text, source=f"{name_or_path}.toml")
    path = Path(name_or_path)
    if not path.is_file():
        raise LookupError(f"“{name_or_path}” is no file, and no mapping of that name ships. There are: {', '.join(SHIPPED)}.")
    try:
        return parse(path.read_text(encoding="utf-8-sig"), source=path.name)
    except UnicodeDecodeError:
        raise MappingError([Problem(path.name, 1, "", "this is no text in UTF-8")]) from None


def parse(text: str, *, source: str) -> Mapping:
    """The mapping a TOML text states, whole and checked. `source` names the file in the problems of a MappingError."""
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise MappingError([Problem(source, 1, "", f"this is no TOML: {error}")]) from None
    notes = Notes(source, lines_of(text))
    root = Table(content, notes=notes)
    mapping = _mapping(root)
    root.refuse_unknown()
    if notes.problems:
        raise MappingError(notes.problems)
    return mapping


def _mapping(root: Table) -> Mapping:
    head, otherwise = root.table("mapping"), root.table("defaults", is_needed=False)
    rows = head.need("rows", _one(Rows), Rows.UPDATES)
    return Mapping(
        name=head.need("name", values.word, ""),
        rows=rows,
        zone=head.need("zone", values.zone, "UTC"),
        time=head.may("time", values.text, ""),
        nothing=frozenset(("", *head.may("nothing", values.each(values.text), NONE))),
        has_guarded_cells=head.may("guarded_cells", values.flag, False),
        columns=_columns(root.table("columns"), rows),
        words=_words(root.table("words", is_needed=False)),
        kind=otherwise.may("kind", _one(Kind), Kind.INCIDENT),
        channel=otherwise.may("channel", _one(Channel), Channel.IMPORT),
        supplies=_supplies(root.table("supply")),
    )


def _columns(table: Table, rows: Rows) -> Pairs[Field, str]:
    keys = table.keyed(Field.read, every=NEEDED[rows])
    if rows is Rows.UPDATES and Field.REOPENED_AT in keys:
        table.note("only a row per ticket has it: else the update that reopens the ticket tells the time", keys[Field.REOPENED_AT])
    return MappingProxyType({field: table.need(key, values.text, "") for field, key in keys.items()})


def _words(table: Table) -> Pairs[Field, Pairs[str, str]]:
    return MappingProxyType({field: _meanings(table.table(key), field) for field, key in table.keyed(_field_of_words).items()})


def _meanings(table: Table, field: Field) -> Pairs[str, str]:
    """Their word → ours. Levels belong to the policy of the import and are checked against it when it is known."""
    ours = _one(CLOSED_LISTS[field]) if field in CLOSED_LISTS else values.text
    return MappingProxyType({theirs: str(table.need(key, ours, "")) for theirs, key in table.keyed(str).items()})


def _supplies(table: Table) -> Pairs[Text, str]:
    texts = {text: table.need(key, _template, "") for text, key in table.keyed(Text.read, every=Text).items()}
    return MappingProxyType(texts)


def _template(value: Any) -> str:
    if unknown := placeholders(values.text(value)) - set(Field):
        raise ValueError(f"“{{{min(unknown)}}}” is no field of ours: those in [columns] are")
    return values.text(value)


def _field_of_words(value: str) -> Field:
    field = Field.read(value)
    if field not in WORDS:
        raise ValueError(f"“{field}” is not made of words: only {', '.join(WORDS)} are")
    return field


def _one(words: type[W]) -> values.Reader[W]:
    return lambda value: words.read(values.text(value))
