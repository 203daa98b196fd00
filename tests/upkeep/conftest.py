"""The cast, the outbox and the files of a test."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.notifications.conftest import outbox
from tests.support.cast import cast
from tests.support.smtp import server

__all__ = ["cast", "outbox", "server"]


@pytest.fixture(autouse=True)
def files(settings: Settings, tmp_path: Path) -> Path:
    """Where this test's attachments are kept."""
    folder = tmp_path / "files"
    blobs = {**settings.STORAGES["blobs"], "OPTIONS": {"location": folder}}
    settings.STORAGES = settings.STORAGES | {"blobs": blobs}
    return folder
