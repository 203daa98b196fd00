"""What a command says: words for people on standard error, JSON for programs on standard output."""

import argparse
import json
import sys
from typing import Any, Protocol


class Commands(Protocol):
    """What a command's `register` is given: argparse's collection of subcommands."""

    def add_parser(self, name: str, *, help: str) -> argparse.ArgumentParser:  # noqa: A002  # argparse's own word
        """Add a command, whose parser then gets its arguments and, by `set_defaults`, the function that runs it."""


class Problem(Exception):
    """The command cannot be done; the message says why, and the exit code is 1."""


def say(words: str) -> None:
    """Tell a person."""
    print(words, file=sys.stderr, flush=True)


def answer(value: Any) -> None:
    """Give a program one JSON object on one line. Dates and paths become text."""
    print(json.dumps(value, ensure_ascii=False, default=str), flush=True)
