"""A file of rows, read as a stream: `.csv` or `.csv.gz` in UTF-8, one header line, cells quoted as usual."""

import csv
import gzip
import io
import zlib
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from counterfoil.exchange.cells import unguarded

LARGEST_CELL = 2_000_000
GZIP = b"\x1f\x8b"
Progress = Callable[[int], None]


class ImportRefused(ValueError):
    """The import as a whole cannot be done, and nothing was. The text is for people."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, numbered as a spreadsheet shows it: the header is row 1."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read, and why."""

    number: int
    reason: str


@contextmanager
def opened(
    path: Path, *, columns: Collection[str], guarded: bool = False, progress: Progress = lambda _: None
) -> "Iterator[Iterator[Row | BadRow]]":
    """The rows of a file that has these columns; others are ignored. `guarded`: the cells are those of an export of ours.

    `progress` is told the bytes of the file read so far. Raises ImportRefused (no such file, no text, columns missing).
    """
    csv.field_size_limit(LARGEST_CELL)
    with ExitStack() as closing:
        try:
            raw = closing.enter_context(path.open("rb"))
            stream = gzip.GzipFile(fileobj=raw) if raw.peek(2)[:2] == GZIP else raw
            lines = io.TextIOWrapper(cast(BinaryIO, stream), encoding="utf-8-sig", errors="surrogateescape", newline="")
            reader = csv.reader(lines)
            header = [name.strip() for name in next(reader, [])]
        except (OSError, EOFError, zlib.error, csv.Error) as error:
            raise ImportRefused(f"{path.name} cannot be read: {getattr(error, 'strerror', None) or error}.") from None
        _require_columns(header, columns, path.name)
        yield _rows(reader, header, guarded, lambda: progress(raw.tell()))


def _require_columns(header: list[str], columns: Collection[str], name: str) -> None:
    if missing := sorted(set(columns) - set(header)):
        raise ImportRefused(f"{name} has no column {', '.join(f'“{column}”' for column in missing)}, which the mapping names.")
    if twice := sorted(column for column, count in Counter(header).items() if count > 1 and column in columns):
        raise ImportRefused(f"{name} has the column {', '.join(f'“{column}”' for column in twice)} more than once.")


def _rows(reader: Iterator[list[str]], header: list[str], guarded: bool, tell: Callable[[], None]) -> Iterator[Row | BadRow]:
    number = 1
    while True:
        number += 1
        if number % 50 == 0:
            tell()
        try:
            cells = next(reader, None)
        except csv.Error as error:
            yield BadRow(number, f"This is no row of a CSV file: {error}.")
            continue
        except (OSError, EOFError, zlib.error) as error:
            yield BadRow(number, f"The file breaks off here: {error}.")
            return
        if cells is None:
            tell()
            return
        if cells:
            yield _row(number, cells, header, guarded)


def _row(number: int, cells: list[str], header: list[str], guarded: bool) -> Row | BadRow:
    if len(cells) != len(header):
        return BadRow(number, f"The row has {len(cells)} cells, the header {len(header)}.")
    text = "".join(cells)
    if "\0" in text or not is_text(text):
        return BadRow(number, "The row is not text in UTF-8.")
    return Row(number, dict(zip(header, map(unguarded, cells) if guarded else cells, strict=True)))


def is_text(text: str) -> bool:
    """False where a byte could not be decoded."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
