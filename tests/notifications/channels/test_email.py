"""One message for one person: every header is ours, the thread hangs together, and nobody can add a recipient."""

import email
from email import policy
from email.message import EmailMessage

import pytest
from pytest_django.fixtures import Settings

from counterfoil.notifications.channels.email import message, proven, thread_of, write
from counterfoil.notifications.letter import Letter
from counterfoil.notifications.models import Delivery
from tests.support import make
from tests.support.cast import Cast
from tests.support.time import at

# What makes one header two somewhere, in the raw or once a reader has decoded it.
INJECTIONS = {
    "CR": "x\rBcc: e@x.example",
    "LF": "x\nBcc: e@x.example",
    "CRLF": "x\r\nBcc: e@x.example",
    "line separator": "x\u2028Bcc: e@x.example",
    "next line": "x\u0085Bcc: e@x.example",
    "NUL": "x\x00Bcc: e@x.example",
    "encoded word": "=?utf-8?q?x=0D=0ABcc:_e@x.example?=",
}
OURS = {
    "Content-Type", "MIME-Version", "Subject", "From", "To", "Date", "Message-ID",
    "Auto-Submitted", "X-Auto-Response-Suppress", "X-Counterfoil-Loop",
}  # fmt: skip


def delivery(cast: Cast, **values: object) -> Delivery:
    ticket = make.report(cast)
    return Delivery.objects.create(
        **{
            "event": ticket.events.earliest("id"), "ticket": ticket, "recipient": cast.rita, "notice": "acknowledgement",
            "template": "acknowledgement", "is_public": True, "to_address": "rita@fernhill.example", "made_at": at(0), "not_before": at(0),
            **values,
        }
    )  # fmt: skip


def written(row: Delivery) -> EmailMessage:
    write(row, now=at(1))
    row.save()
    assert row.raw
    return email.message_from_bytes(bytes(row.raw), policy=policy.default)


def test_a_message_says_that_a_machine_sent_it_and_wants_no_machines_answer(cast: Cast) -> None:
    row = delivery(cast)
    mail = written(row)
    assert set(mail.keys()) == OURS
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Date"].datetime == at(1)
    assert mail["Message-ID"] == row.message_id == f"<{proven(row)}@localhost>"
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]


def test_what_answers_a_machine_perhaps_says_that_it_is_a_reply(cast: Cast) -> None:
    assert written(delivery(cast, is_answer=True))["Auto-Submitted"] == "auto-replied"


def test_the_message_id_is_the_same_at_every_writing_and_cannot_be_made_up(cast: Cast, settings: Settings) -> None:
    row = delivery(cast)
    first = written(row)["Message-ID"]
    assert written(row)["Message-ID"] == first
    settings.SECRET_KEY = "another desk's key, forty characters long, at least"
    assert written(row)["Message-ID"] != first


def test_messages_to_one_person_on_one_ticket_hang_together(cast: Cast) -> None:
    row = delivery(cast)
    first = written(row)
    again = {"ticket": row.ticket, "event": None}
    second = written(delivery(cast, **again))
    third = written(delivery(cast, **again))
    assert "In-Reply-To" not in first
    assert third["In-Reply-To"] == second["Message-ID"]
    assert third["References"].split() == [first["Message-ID"], second["Message-ID"]]
    assert "References" not in written(delivery(cast, ticket=row.ticket, event=None, recipient=cast.cleo))


def test_a_long_thread_is_pruned_to_its_first_and_last_ten(cast: Cast) -> None:
    row = delivery(cast)
    Delivery.objects.filter(pk=row.pk).update(message_id="<0@localhost>")
    for number in range(1, 20):
        delivery(cast, ticket=row.ticket, event=None, message_id=f"<{number}@localhost>")
    assert thread_of(delivery(cast, ticket=row.ticket, event=None)) == ["<0@localhost>", *(f"<{n}@localhost>" for n in range(10, 20))]


@pytest.mark.parametrize("text", INJECTIONS.values(), ids=INJECTIONS)
@pytest.mark.parametrize("where", ["subject", "organization", "body", "name"])
def test_no_text_of_anybody_makes_a_header(cast: Cast, settings: Settings, text: str, where: str) -> None:
    row = delivery(cast)
    row.subject, row.message_id, letter = "Hello", f"<{proven(row)}@localhost>", Letter("Hello", "Words", "<p>Words</p>")
    if where == "organization":
        settings.OPTIONS = settings.OPTIONS.model_copy(update={"organization": text})
    elif where == "body":
        letter = Letter("Hello", text, text)
    elif where == "name":
        row.recipient.name = row.ticket.requester.name = text
        written(row)
    else:
        row.ticket.subject = text
        written(row)
        assert "Bcc" in row.subject
    raw = message(row, letter, thread=[], now=at(1))
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert set(mail.keys()) == OURS
    assert mail["To"] == "rita@fernhill.example"
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0


def test_what_only_looks_encoded_is_read_as_it_was_typed(cast: Cast) -> None:
    row = delivery(cast)
    row.ticket.subject = INJECTIONS["encoded word"]
    assert written(row)["Subject"] == f"[{row.ticket.reference}] We have your request: {INJECTIONS['encoded word']}"


def test_letters_of_any_script_survive(cast: Cast, settings: Settings) -> None:
    settings.OPTIONS = settings.OPTIONS.model_copy(update={"organization": "Hilfe für Köln"})
    row = delivery(cast)
    row.ticket.subject = "Drucker im Büro: 印刷できません"
    mail = written(row)
    assert mail["Subject"].endswith("Drucker im Büro: 印刷できません")
    assert mail["From"].addresses[0].display_name == "Hilfe für Köln"
