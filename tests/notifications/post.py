"""The post of a test: events become deliveries, deliveries letters, and the letters are read as their recipients would."""

import email
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from functools import cached_property
from pathlib import Path

from counterfoil.notifications import deliver, fan_out
from counterfoil.notifications.models import Delivery
from counterfoil.people.models import User
from tests.support.time import at

LATER = timedelta(minutes=1)


@dataclass(frozen=True)
class Read:
    """A letter as a mail program shows it."""

    raw: bytes

    @cached_property
    def mail(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=policy.default)

    @property
    def to(self) -> str:
        return str(self.mail["To"])

    @property
    def subject(self) -> str:
        return str(self.mail["Subject"])

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    def _part(self, form: str) -> str:
        part = self.mail.get_body((form,))
        assert part is not None
        text: str = part.get_content()
        return text


@dataclass(frozen=True)
class Outbox:
    folder: Path

    def letters(self, to: User | None = None) -> list[Read]:
        """What was sent, in order; of one recipient if named."""
        files = sorted(self.folder.glob("*.eml"), key=lambda file: int(file.name.split("-")[1]))
        read = [Read(file.read_bytes()) for file in files]
        return [letter for letter in read if to is None or letter.to == to.email]


def post(now: datetime | None = None) -> None:
    """Tell all that happened, and send it; an hour after Tuesday, ten o'clock, if no instant is given."""
    now = now or at(60)
    fan_out.missed(now=now)
    deliver.due(now=now)


def told(notice: str = "") -> list[tuple[str, str]]:
    """Who is told what, as (notice, first name), in order."""
    rows = Delivery.objects.select_related("recipient").order_by("id")
    return [(row.notice, row.recipient.first_name) for row in rows if not notice or row.notice == notice]
