"""What all tests share: a database that costs nothing until the first test asks for it, and data directories."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import DjangoDbBlocker

from tests.support import database


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The long runs are for `make trials`. They are left out, not skipped: nothing is missing that would let them run."""
    if os.environ.get("COUNTERFOIL_TRIALS") != "1":
        trials = [item for item in items if item.get_closest_marker("trial")]
        items[:] = [item for item in items if item not in trials]
        config.hook.pytest_deselected(items=trials)


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A clone of the migrated template, in place of a test database that Django would migrate anew."""
    with django_db_blocker.unblock(), database.prepared():
        yield


@pytest.fixture
def data() -> Iterator[Path]:
    """A data directory for a cluster. Not below `tmp_path`, whose parents the server's user cannot enter when root runs the tests."""
    directory = Path(tempfile.mkdtemp(prefix="counterfoil-"))
    directory.chmod(0o711)
    yield directory / "var"
    shutil.rmtree(directory)
