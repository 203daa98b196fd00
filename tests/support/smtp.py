"""A mail server on a loopback port that answers as a test tells it to, and keeps what it was given."""

from asyncio import Server, Transport
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from pytest_django.fixtures import Settings


@dataclass
class Sink:
    """`rcpt` and `data` are the answers to these commands; empty means yes, and "close" hangs up without a word."""

    rcpt: str = ""
    data: str = ""
    accepted: list[Envelope] = field(default_factory=list)
    received: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:  # noqa: N802  # the names are aiosmtpd's
        if self.rcpt == "close":
            hang_up(server)
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self.received.append(envelope)
        if self.data == "close":
            hang_up(server)
        if self.data:
            return self.data
        self.accepted.append(envelope)
        return "250 Kept"


class OnFreePort(Controller):
    """A controller that lets the system choose the port."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


def hang_up(server: SMTP) -> None:
    assert isinstance(server.transport, Transport)
    server.transport.abort()


@pytest.fixture
def server(settings: Settings) -> Iterator[Sink]:
    """The server that Django's settings name."""
    kept = Sink()
    controller = OnFreePort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER, settings.EMAIL_TIMEOUT = "", 5
        yield kept
    finally:
        controller.stop()
