"""A file of rows is read as a stream; what cannot be read is named, row by row."""

import gzip
from pathlib import Path

import pytest

from counterfoil.exchange.rows import BadRow, ImportRefused, Row, opened


def read(path: Path, *columns: str) -> list[Row | BadRow]:
    with opened(path, columns=columns) as rows:
        return list(rows)


def file_of(tmp_path: Path, content: bytes, name: str = "a.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(content)
    return path


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = file_of(tmp_path, b'id,words\n1,plain\n2,"two\nlines, one cell"\n\n3,last\n')
    assert read(path, "id") == [
        Row(2, {"id": "1", "words": "plain"}),
        Row(3, {"id": "2", "words": "two\nlines, one cell"}),
        Row(5, {"id": "3", "words": "last"}),
    ]


@pytest.mark.parametrize("name", ["a.csv.gz", "a.csv"])
def test_a_compressed_file_is_known_by_its_content(tmp_path: Path, name: str) -> None:
    assert read(file_of(tmp_path, gzip.compress(b"id\n1\n"), name), "id") == [Row(2, {"id": "1"})]


def test_a_byte_order_mark_is_no_part_of_the_header(tmp_path: Path) -> None:
    assert read(file_of(tmp_path, "\ufeffid\nü\n".encode()), "id") == [Row(2, {"id": "ü"})]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,b\n1\n2,x\n", "The row has 1 cells, the header 2."),
        (b"id,b\n1,x,y\n2,x\n", "The row has 3 cells, the header 2."),
        (b"id,b\n\xff,x\n2,x\n", "The row is not text in UTF-8."),
        (b"id,b\n\0,x\n2,x\n", "The row is not text in UTF-8."),
    ],
)
def test_a_row_that_cannot_be_read_is_passed_over(tmp_path: Path, content: bytes, reason: str) -> None:
    assert read(file_of(tmp_path, content), "id") == [BadRow(2, reason), Row(3, {"id": "2", "b": "x"})]


def test_a_cell_beyond_all_measure_is_a_bad_row(tmp_path: Path) -> None:
    rows = read(file_of(tmp_path, b"id\n" + b"x" * 2_000_001 + b"\n1\n"), "id")
    assert isinstance(rows[0], BadRow)
    assert "field larger than field limit" in rows[0].reason


def test_a_compressed_file_that_breaks_off_says_where(tmp_path: Path) -> None:
    whole = gzip.compress(b"id\n" + b"".join(b"%d\n" % number for number in range(9000)), mtime=0)
    rows = read(file_of(tmp_path, whole[: len(whole) // 2]), "id")
    assert isinstance(rows[-1], BadRow)
    assert rows[-1].reason.startswith("The file breaks off here")
    assert len(rows) > 1000


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "has no column “id”"),
        (b"nothing,of,ours\n1,2,3\n", "has no column “id”"),
        (b"id,id\n1,2\n", "has the column “id” more than once"),
        (b"\x1f\x8bnot gzip at all", "cannot be read"),
    ],
)
def test_a_file_without_the_columns_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    with pytest.raises(ImportRefused, match=reason):
        read(file_of(tmp_path, content), "id")


def test_a_file_that_is_not_there_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused, match=r"none\.csv cannot be read: No such file"):
        read(tmp_path / "none.csv", "id")


def test_progress_is_told_in_bytes_of_the_file(tmp_path: Path) -> None:
    content = gzip.compress(b"id\n" + b"1\n" * 2000)
    told: list[int] = []
    with opened(file_of(tmp_path, content), columns=["id"], progress=told.append) as rows:
        list(rows)
    assert told == sorted(told)
    assert told[-1] == len(content)
