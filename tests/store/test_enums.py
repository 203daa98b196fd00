"""A closed list as a column."""

from enum import StrEnum

from django.db.models import Q

from counterfoil.store.enums import check_words, word_field


class Shade(StrEnum):
    RED = "red"
    YELLOW = "yellow"


def test_a_column_is_as_wide_as_its_longest_word() -> None:
    field = word_field(Shade, blank=True)
    assert (field.max_length, field.blank, field.choices) == (6, True, [("red", "red"), ("yellow", "yellow")])


def test_the_check_allows_the_words_and_where_said_the_empty_one() -> None:
    assert check_words("thing", "shade", Shade).condition == Q(shade__in=["red", "yellow"])
    check = check_words("thing", "shade", Shade, blank=True)
    assert (check.name, check.condition) == ("thing_shade_is_known", Q(shade__in=["red", "yellow", ""]))
