"""Hand one written message to the mail server, or put it into the outbox of an installation that has none."""

import os
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from counterfoil.policy.vocabulary import Word
from counterfoil.store.files import flush_directory, make_durably


class Fate(Word):
    """What became of a message. `unknown`: the server went silent after it had all of it, so it may have arrived."""

    ACCEPTED = "accepted"
    PUT_OFF = "put_off"
    REFUSED = "refused"
    UNKNOWN = "unknown"


FATES = {2: Fate.ACCEPTED, 4: Fate.PUT_OFF, 5: Fate.REFUSED}


@dataclass(frozen=True, slots=True)
class Answer:
    """A fate in the server's words. `is_servers` tells that the server is in trouble, and other messages would meet the same."""

    fate: Fate
    words: str
    is_servers: bool = False


def send(*, raw: bytes, sender: str, to: str, name: str) -> Answer:
    """Send `raw`, a complete message, to one recipient. Whatever goes wrong on the way is in the answer (RFC 5321).

    `name` is what the message is called in the outbox; the same name twice is one file.
    """
    if not settings.EMAIL_HOST:
        return _put_into_outbox(raw, f"{name}.eml")
    server = EmailBackend()
    try:
        server.open()
        assert server.connection is not None, "it is open"
        return _hand_over(server.connection, raw, sender, to)
    except smtplib.SMTPResponseException as error:
        return Answer(Fate.PUT_OFF, f"{error.smtp_code} {_words(error.smtp_error)}", is_servers=True)
    except (smtplib.SMTPException, OSError) as error:
        return Answer(Fate.PUT_OFF, str(error) or type(error).__name__, is_servers=True)
    finally:
        # The message has its answer by now, whatever the server says to the farewell.
        with suppress(smtplib.SMTPException, OSError):
            server.close()


def _hand_over(server: smtplib.SMTP, raw: bytes, sender: str, to: str) -> Answer:
    server.ehlo_or_helo_if_needed()
    code, words = server.mail(sender, ["body=8bitmime"] if server.has_extn("8bitmime") else [])
    if code != 250:
        # What it has against our own address it has against every message of ours: somebody can mend that.
        return Answer(Fate.PUT_OFF, f"{code} {_words(words)}", is_servers=True)
    code, words = server.rcpt(to)
    if code not in (250, 251):
        return _judged(code, words)
    try:
        return _judged(*server.data(raw))
    except smtplib.SMTPDataError as error:
        return _judged(error.smtp_code, error.smtp_error)
    except smtplib.SMTPServerDisconnected as error:
        return Answer(Fate.UNKNOWN, f"No answer to the message: {error}", is_servers=True)


def _judged(code: int, words: bytes | str) -> Answer:
    fate = FATES.get(code // 100, Fate.PUT_OFF)
    return Answer(fate, f"{code} {_words(words)}", is_servers=code == 421)


def _words(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.replace("\x00", "").split())


def _put_into_outbox(raw: bytes, name: str) -> Answer:
    """Written beside, flushed, then renamed: whoever looks into the outbox never sees half a message."""
    outbox = Path(settings.EMAIL_FILE_PATH)
    try:
        make_durably(outbox)
        beside = outbox / f".{name}.{os.getpid()}"
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(raw)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(outbox / name)
        flush_directory(outbox)
    except OSError as error:
        return Answer(Fate.PUT_OFF, f"The outbox cannot be written: {error}", is_servers=True)
    return Answer(Fate.ACCEPTED, f"Written to {name} in the outbox.")
