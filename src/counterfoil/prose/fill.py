"""Placeholders such as `{reference}` replaced from given values, and nothing else: stored text is never a template."""

import re
from collections.abc import Mapping

PLACEHOLDER = re.compile(r"\{([a-z][a-z_]*)\}")


def fill(text: str, values: Mapping[str, str]) -> str:
    """`text` with each `{name}` that `values` knows replaced, once; every other brace stays as it was typed.

    A value is not looked at again, so a value that contains `{other}` brings nothing in.
    """
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), text)


def placeholders(text: str) -> set[str]:
    """The names that `text` asks for, so that whoever writes it can be told which are unknown."""
    return set(PLACEHOLDER.findall(text))
