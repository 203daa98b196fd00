"""What people type: checked for shape, kept as written."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.tickets.fields import Invalid, line, optional, prose

ANY = st.text(st.characters(codec=None, exclude_categories=()), max_size=60)


def taken(take: Callable[..., str], text: str) -> str | None:
    """The text as it is taken, up to 40 characters; None where it is refused in words."""
    try:
        return take(text, field="text", names="The text", limit=40)
    except Invalid:
        return None


@given(ANY)
def test_a_line_is_one_printable_line_or_refused(text: str) -> None:
    cleaned = taken(line, text)
    if cleaned is None:
        return
    assert cleaned.isprintable()
    assert 0 < len(cleaned) <= 40
    assert taken(line, cleaned) == cleaned


@given(ANY)
def test_prose_is_what_the_database_can_keep_or_refused(text: str) -> None:
    cleaned = taken(prose, text)
    if cleaned is None:
        return
    cleaned.encode()
    assert not set(cleaned) & {"\0", "\r"}
    assert cleaned == cleaned.strip()


@given(ANY)
def test_what_may_be_empty_differs_in_nothing_else(text: str) -> None:
    cleaned = optional(text, field="text", names="The comment", limit=100)
    if cleaned:
        assert prose(text, field="text", names="The comment", limit=100) == cleaned
    else:
        with pytest.raises(Invalid, match="is missing"):
            prose(text, field="text", names="The comment", limit=100)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" VPN  drops\t", "VPN drops"),
        ("VPN\r\nBcc: x@y.example", "VPN Bcc: x@y.example"),
        ("VPN\x85\u2028\u2029down", "VPN down"),
        ("=?utf-8?q?x=0D=0ABcc:_e@x?=", "=?utf-8?q?x=0D=0ABcc:_e@x?="),
        ("Über 東京 🙂", "Über 東京 🙂"),
    ],
)
def test_a_line_by_example(typed: str, kept: str) -> None:
    assert line(typed, field="subject", names="The summary", limit=200) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\r\nb\rc", "a\nb\nc"),
        ("    code\n\tmore", "code\n\tmore"),
        ("a\0b\x1b[2J", "ab[2J"),
        ("\ud83d\ude42", ""),
        ("عربي \u202b x", "عربي \u202b x"),
    ],
)
def test_prose_by_example(typed: str, kept: str) -> None:
    assert optional(typed, field="text", names="The reply") == kept


def test_the_limit_is_reached_and_not_passed() -> None:
    assert len(prose("x" * 40, field="text", names="The reply", limit=40)) == 40
    with pytest.raises(Invalid, match="The reply has 41 characters, 40 fit") as caught:
        prose("x" * 41, field="text", names="The reply", limit=40)
    assert caught.value.field == "text"
