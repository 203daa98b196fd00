"""A message is accepted, put off, refused, or perhaps sent: whatever the server does, the answer says which."""

import socket
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from counterfoil.mail.send import Answer, Fate, send
from tests.support.smtp import Sink

RAW = b"Subject: Hello\r\n\r\nA line.\r\n.A line that begins with a dot.\r\n"


def hand_over(raw: bytes = RAW) -> Answer:
    return send(raw=raw, sender="desk@fernhill.example", to="rita@fernhill.example", name="20261124T090000-1")


def test_what_the_server_takes_is_accepted_byte_for_byte(server: Sink) -> None:
    assert hand_over() == Answer(Fate.ACCEPTED, "250 Kept")
    [envelope] = server.accepted
    assert (envelope.mail_from, envelope.rcpt_tos) == ("desk@fernhill.example", ["rita@fernhill.example"])
    assert envelope.content == RAW


@pytest.mark.parametrize("command", ["rcpt", "data"])
@pytest.mark.parametrize(
    ("said", "fate", "is_servers"),
    [
        ("450 4.2.1 Try later", Fate.PUT_OFF, False),
        ("421 4.3.2 Going down", Fate.PUT_OFF, True),
        ("550 5.1.1 No such user", Fate.REFUSED, False),
        ("554 5.7.1 Not from you", Fate.REFUSED, False),
    ],
)
def test_a_refusal_is_for_now_or_for_good_by_its_code(server: Sink, command: str, said: str, fate: Fate, is_servers: bool) -> None:
    setattr(server, command, said)
    assert hand_over() == Answer(fate, said, is_servers=is_servers)
    assert server.accepted == []


def test_a_server_that_hangs_up_before_the_message_has_not_got_it(server: Sink) -> None:
    server.rcpt = "close"
    answer = hand_over()
    assert (answer.fate, answer.is_servers) == (Fate.PUT_OFF, True)


def test_a_server_that_hangs_up_after_the_final_dot_may_have_it(server: Sink) -> None:
    server.data = "close"
    answer = hand_over()
    assert (answer.fate, answer.is_servers) == (Fate.UNKNOWN, True)
    assert len(server.received) == 1


def test_a_server_that_is_not_there_puts_off(settings: Settings) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused.getsockname()[1]
        answer = hand_over()
    assert (answer.fate, answer.is_servers) == (Fate.PUT_OFF, True)
    assert "refused" in answer.words


def test_encryption_that_is_asked_for_and_not_offered_lets_nothing_out(server: Sink, settings: Settings) -> None:
    settings.EMAIL_USE_TLS = True
    answer = hand_over()
    assert (answer.fate, server.received) == (Fate.PUT_OFF, [])
    assert "STARTTLS" in answer.words


def test_a_password_that_cannot_be_given_lets_nothing_out(server: Sink, settings: Settings) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "desk", "secret"
    answer = hand_over()
    assert (answer.fate, answer.is_servers, server.received) == (Fate.PUT_OFF, True, [])


def test_without_a_server_it_is_written_to_the_outbox_for_its_owner_alone(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path / "outbox"
    assert hand_over() == Answer(Fate.ACCEPTED, "Written to 20261124T090000-1.eml in the outbox.")
    [file] = (tmp_path / "outbox").iterdir()
    assert (file.name, file.read_bytes(), file.stat().st_mode & 0o777) == ("20261124T090000-1.eml", RAW, 0o600)


def test_sent_twice_it_is_one_file_in_the_outbox(settings: Settings, tmp_path: Path) -> None:
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path
    hand_over()
    hand_over()
    assert len(list(tmp_path.iterdir())) == 1


def test_an_outbox_that_cannot_be_written_puts_off(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "outbox").write_text("in the way")
    settings.EMAIL_HOST, settings.EMAIL_FILE_PATH = "", tmp_path / "outbox"
    answer = hand_over()
    assert (answer.fate, answer.is_servers) == (Fate.PUT_OFF, True)
