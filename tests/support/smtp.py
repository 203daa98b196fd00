"""A mail server on a loopback port that answers as a test tells it to, and keeps what it was given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Sink:
    """`rcpt` and `data` are the answers to these commands; empty means yes, and "close" hangs up without a word."""

    rcpt: str = ""
    data: str = ""
    port: int = 0
    accepted: list[Envelope] = field(default_factory=list)
    received: list[Envelope] = field(default_factory=list)

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self.rcpt == "close":
            hang_up(server)
        if self.rcpt:
            return self.rcpt
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
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
        assert self.server is not None
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def hang_up(server: SMTP) -> None:
    assert server.transport is not None
    server.transport.abort()


@contextmanager
def sink() -> Iterator[Sink]:
    """The server, running."""
    kept = Sink()
    controller = OnFreePort(kept, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        kept.port = controller.port
        yield kept
    finally:
        controller.stop()
