"""docs/policy-file.md names every key of the policy file, and no other."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from counterfoil.policy.parse import shipped

PAGE = Path(__file__).parents[2] / "docs" / "policy-file.md"
DOCUMENTED = re.findall(r"^\| `([^`]+)` \|", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)


def keys_of(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if isinstance(value, dict):
        for key, below in value.items():
            yield from keys_of(below, (*path, key))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for row in value:
            yield from keys_of(row, path)
    else:
        yield path


KEYS = set(keys_of(tomllib.loads(shipped("sop"))))


def stands_for(pattern: str, key: tuple[str, ...]) -> bool:
    parts = pattern.split(".")
    return len(parts) == len(key) and all(part == word or part.startswith("<") for part, word in zip(parts, key, strict=True))


def test_every_key_of_the_policy_file_is_documented() -> None:
    assert [key for key in sorted(KEYS) if not any(stands_for(pattern, key) for pattern in DOCUMENTED)] == []


def test_every_documented_key_exists() -> None:
    assert [pattern for pattern in DOCUMENTED if not any(stands_for(pattern, key) for key in KEYS)] == []


def test_every_documented_key_names_its_clause() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert len(rows) == len(DOCUMENTED) == len(set(DOCUMENTED)) > 40
    assert all(re.search(r"\| SOP [12] §\d", row) for row in rows)
