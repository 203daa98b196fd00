"""Placeholders are filled from an allow-list, and stored text is never a template."""

import pytest

from counterfoil.prose import fill, placeholders


def test_a_known_placeholder_is_replaced() -> None:
    assert fill("Hello {first_name}, {reference} is solved.", {"first_name": "Rita", "reference": "INC-000204"}) == (
        "Hello Rita, INC-000204 is solved."
    )


@pytest.mark.parametrize(
    "text", ["{{settings.SECRET_KEY}}", "{% debug %}", "${7*7}", "{0.__class__}", "%(x)s", "{first_name.__class__}", "{unknown}"]
)
def test_every_other_brace_stays_as_it_was_typed(text: str) -> None:
    assert fill(text, {"first_name": "Rita"}) == text


def test_a_value_brings_nothing_in() -> None:
    assert fill("{first_name}", {"first_name": "{secret}", "secret": "x"}) == "{secret}"


def test_the_names_a_text_asks_for_can_be_told() -> None:
    assert placeholders("Hello {first_name}, {{ reference }} {promise}") == {"first_name", "promise"}
