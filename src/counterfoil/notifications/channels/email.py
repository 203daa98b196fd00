"""Email: one message for one person, written once, sent at least once and always the same byte for byte."""

from collections.abc import Sequence
from datetime import datetime
from email.header import Header
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils.crypto import salted_hmac

from counterfoil.mail.send import Answer
from counterfoil.mail.send import send as send_mail
from counterfoil.notifications.letter import Letter, letter_of
from counterfoil.notifications.models import Delivery
from counterfoil.people.identify import tidy

LONGEST_SUBJECT = 200
FIRST, LAST = 1, 10


def write(delivery: Delivery, *, now: datetime) -> None:
    """Put the message down in the delivery, for every time that it is sent."""
    letter = letter_of(delivery, now=now)
    delivery.subject = f"[{delivery.ticket.reference}] {tidy(letter.subject)}"[:LONGEST_SUBJECT].rstrip()
    delivery.message_id = f"<{proven(delivery)}@{domain()}>"
    delivery.raw = message(delivery, letter, thread=thread_of(delivery), now=now)


def send(delivery: Delivery) -> Answer:
    """Hand the message over."""
    assert delivery.raw is not None, "a delivery is written before it is sent"
    return send_mail(
        raw=bytes(delivery.raw),
        sender=sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8"),
        to=sanitize_address(delivery.to_address, "utf-8"),
        name=f"{delivery.made_at:%Y%m%dT%H%M%S}-{delivery.pk:06d}-{delivery.notice}",
    )


def message(delivery: Delivery, letter: Letter, *, thread: Sequence[str], now: datetime) -> bytes:
    """The complete message. Every header has one line of ours, and the recipient's name stands in none (RFC 3834, RFC 5322)."""
    headers = {
        "Date": format_datetime(now),
        "Message-ID": delivery.message_id,
        "Auto-Submitted": "auto-replied" if delivery.is_answer else "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "X-Counterfoil-Loop": proven(delivery),
    }
    if thread:
        headers |= {"In-Reply-To": thread[-1], "References": " ".join(thread)}
    mail = EmailMultiAlternatives(
        subject=literal(delivery.subject, "Subject"),
        body=letter.text,
        from_email=formataddr((literal(tidy(settings.OPTIONS.organization), "From"), settings.DEFAULT_FROM_EMAIL)),
        to=[delivery.to_address],
        headers=headers,
    )
    mail.attach_alternative(letter.html, "text/html")
    return b"\r\n".join(mail.message().as_bytes().splitlines()) + b"\r\n"


def literal(text: str, header: str) -> str:
    """Text that a mail reader shows as it is: what only looks encoded is encoded, so that nobody decodes it into something else."""
    return Header(text, "utf-8", header_name=header).encode(linesep="") if "=?" in text else text


def proven(delivery: Delivery) -> str:
    """The delivery's id with our proof: the same at every attempt, and nobody else can make it up."""
    proof = salted_hmac("counterfoil.delivery", str(delivery.pk), algorithm="sha256").hexdigest()[:32]
    return f"{delivery.pk}.{proof}"


def domain() -> str:
    return sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8").rpartition("@")[2]


def thread_of(delivery: Delivery) -> list[str]:
    """Our earlier messages to the same person on the same ticket, pruned to the first and the last ones (RFC 5322 §3.6.4)."""
    earlier = Delivery.objects.filter(ticket=delivery.ticket_id, recipient=delivery.recipient_id, pk__lt=delivery.pk)
    ids = list(earlier.exclude(message_id="").order_by("pk").values_list("message_id", flat=True))
    return ids if len(ids) <= FIRST + LAST else ids[:FIRST] + ids[-LAST:]
