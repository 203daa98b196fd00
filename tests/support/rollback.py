"""A change that does not last."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction


@contextmanager
def rolled_back() -> Iterator[None]:
    """What is done inside is undone at the end, as if its transaction had failed."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
