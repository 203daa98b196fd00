"""A closed list as a column: choices for people, a CHECK for the database."""

from enum import StrEnum
from typing import Any

from django.db.models import CharField, CheckConstraint, Q


def word_field(words: type[StrEnum], **options: Any) -> "CharField[Any, Any]":
    """A column that holds one of `words` by its value."""
    return CharField(max_length=max(len(word) for word in words), choices=[(word.value, word.value) for word in words], **options)


def check_words(table: str, field: str, words: type[StrEnum], *, blank: bool = False) -> CheckConstraint:
    """The CHECK that keeps everything else out of the column, by whatever door."""
    allowed = [word.value for word in words] + ([""] if blank else [])
    return CheckConstraint(name=f"{table}_{field}_is_known", condition=Q(**{f"{field}__in": allowed}))
