"""The mail server that the tests of sending speak to."""

from tests.support.smtp import server

__all__ = ["server"]
