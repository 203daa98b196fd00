"""What people type into a ticket: checked for shape, kept as written."""

import unicodedata

SUBJECT = 200
TEXT = 200_000
REASON = 500


class Invalid(Exception):
    """A field cannot be taken. `field` is its name, the text says what is wrong and what to do."""

    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.field = field


def line(text: str, *, field: str, names: str, limit: int) -> str:
    """One line without control characters: it may stand in a mail header. `names` is what people call the field."""
    cleaned = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    if not cleaned:
        raise Invalid(field, f"{names} is missing.")
    if len(cleaned) > limit:
        raise Invalid(field, f"{names} has {len(cleaned)} characters, {limit} fit. Shorten it; nothing was saved.")
    return cleaned


def prose(text: str, *, field: str, names: str, limit: int = TEXT) -> str:
    """Text of any length up to `limit`, without NUL and lone surrogates, which no database keeps."""
    cleaned = optional(text, field=field, names=names, limit=limit)
    if not cleaned:
        raise Invalid(field, f"{names} is missing.")
    return cleaned


def optional(text: str, *, field: str, names: str, limit: int = TEXT) -> str:
    """Like `prose`, but may be empty."""
    cleaned = "".join(char for char in text.replace("\r\n", "\n").replace("\r", "\n") if is_kept(char)).strip()
    if len(cleaned) > limit:
        raise Invalid(field, f"{names} has {len(cleaned)} characters, {limit} fit. Attach the rest as a file; nothing was saved.")
    return cleaned


def is_kept(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cs")
