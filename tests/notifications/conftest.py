"""The cast, and the outbox that the letters of a test land in."""

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.notifications.post import Outbox
from tests.support.cast import cast
from tests.support.smtp import server

__all__ = ["cast", "server"]


@pytest.fixture
def outbox(settings: Settings, tmp_path: Path) -> Outbox:
    """No mail server is set: what is sent is here."""
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path / "outbox"
    return Outbox(tmp_path / "outbox")
