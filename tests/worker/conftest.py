"""The cast, and the outbox of a test."""

from tests.notifications.conftest import outbox
from tests.support.cast import cast

__all__ = ["cast", "outbox"]
