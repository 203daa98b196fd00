"""The instants of the tests: they are passed in, and nobody reads a clock."""

from datetime import UTC, datetime, timedelta

# A Tuesday, ten o'clock in Berlin.
TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
JOINED = TUESDAY - timedelta(days=400)


def at(minutes: float) -> datetime:
    """So many minutes after Tuesday, ten o'clock."""
    return TUESDAY + timedelta(minutes=minutes)
