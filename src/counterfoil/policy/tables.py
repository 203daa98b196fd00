"""A table of the policy file while it is read: hands out values, and notes everything that is wrong instead of stopping."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import Any, TypeVar

from counterfoil.policy.lines import Path, line_of
from counterfoil.policy.values import Reader

K = TypeVar("K")
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a policy file. `key` is the dotted path, empty where the text itself is no TOML."""

    file: str
    line: int
    key: str
    reason: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        return f"{where}{self.key}: {self.reason}" if self.key else where + self.reason


@dataclass(slots=True)
class Notes:
    """The problems found so far in one file."""

    source: str
    lines: dict[Path, int]
    problems: list[Problem] = field(default_factory=list)

    def add(self, path: Path, reason: str) -> None:
        key = ".".join(_quoted(part) for part in path)
        self.problems.append(Problem(self.source, line_of(path, self.lines), key, reason.rstrip(".")))


class Table:
    """A table, or the hole where one should be. A key nobody asks for by the end is unknown, and refused by name."""

    def __init__(self, values: Mapping[str, Any] | None, *, path: Path = (), notes: Notes) -> None:
        self.path = path
        self.notes = notes
        self._values = {} if values is None else values
        self.is_hole = values is None
        self._asked: set[str] = set()
        self._children: list[Table] = []

    def need(self, key: str, read: Reader[T], instead: T) -> T:
        """The value of a key that must be there. Where it cannot be had, the reason is noted and `instead` stands in."""
        if key not in self._values and not self.is_hole:
            self.note("is missing", key)
        return self.may(key, read, instead)

    def may(self, key: str, read: Reader[T], instead: T) -> T:
        """The value of a key that may be left out."""
        self._asked.add(key)
        if key not in self._values:
            return instead
        try:
            return read(self._values[key])
        except ValueError as error:
            self.note(str(error), key)
            return instead

    def table(self, key: str, *, is_needed: bool = True) -> "Table":
        self._asked.add(key)
        values = self._values.get(key)
        if values is not None and not isinstance(values, dict):
            self.note("a table is expected here", key)
            values = None
        elif values is None and is_needed and not self.is_hole:
            self.note("this table is missing", key)
        return self._child(values, (key,))

    def rows(self, key: str) -> "list[Table]":
        """The rows of an array of tables, none where the file has none."""
        self._asked.add(key)
        rows = self._values.get(key, [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self.note(f"tables headed [[{key}]] are expected here", key)
            return []
        return [self._child(row, (key, n)) for n, row in enumerate(rows)]

    def keyed(self, read: Reader[K], *, every: Iterable[K] = ()) -> dict[K, str]:
        """What each key not asked for by name stands for → the key as written. All of `every` must be among them."""
        found: dict[K, str] = {}
        for key in self._values:
            if key in self._asked:
                continue
            self._asked.add(key)
            try:
                meaning = read(key)
            except ValueError as error:
                self.note(str(error), key)
                continue
            if meaning in found:
                self.note(f"says again what “{found[meaning]}” says", key)
            found.setdefault(meaning, key)
        if not self.is_hole:
            for meaning in every:
                if meaning not in found:
                    self.note(f"“{meaning}” is missing")
        return found

    def note(self, reason: str, *keys: str) -> None:
        self.notes.add(self.path + keys, reason)

    def refuse_unknown(self) -> None:
        """Note every key that was never asked for, here and below, with the known key that is nearest to it."""
        for key in sorted(self._values.keys() - self._asked):
            near = get_close_matches(key, self._asked, n=1)
            self.note(f"is not known here{f'; is “{near[0]}” meant?' if near else ''}", key)
        for child in self._children:
            child.refuse_unknown()

    def _child(self, values: Mapping[str, Any] | None, below: Path) -> "Table":
        self._children.append(Table(values, path=self.path + below, notes=self.notes))
        return self._children[-1]


def _quoted(part: str | int) -> str:
    if isinstance(part, int):
        return str(part + 1)
    return part if part.replace("_", "").replace("-", "").isalnum() else f'"{part}"'
