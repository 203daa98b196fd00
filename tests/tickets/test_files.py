"""Files: stored by content, named only for show (security V11)."""

import hashlib
import io
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from counterfoil.store import blobs
from counterfoil.tickets import files
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.files import LARGEST, Upload, display_name, store
from counterfoil.tickets.models import Attachment
from tests.support import make
from tests.support.cast import Cast, at_desk
from tests.support.time import at

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 64
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 64
PDF = b"%PDF-1.7\n" + b" " * 64


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\system.ini", "system.ini"),
        ("/etc/shadow", "shadow"),
        ("..", "file"),
        ("", "file"),
        ("...   ", "file"),
        ("a/", "file"),
        ("%2e%2e%2fetc%2fpasswd", "%2e%2e%2fetc%2fpasswd"),
        ("a\0.png", "a.png"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("a\u200b.txt", "a.txt"),
        ("a\u2028Bcc: x\u2029.txt", "aBcc: x.txt"),
        ("a\r\nContent-Type: text/html.txt", "html.txt"),
        ("CON", "CON"),
        (".htaccess", "htaccess"),
        ("name. . ", "name"),
        ("\ud800.txt", "txt"),
        ("e\u200d\u0301.txt", "é.txt"),
        ("u\u0308ber.txt", "über.txt"),
    ],
)
def test_a_hostile_name_is_shown_without_its_tricks(given_name: str, shown: str) -> None:
    assert display_name(given_name) == shown


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [("x" * 4096 + ".png", "x" * 251 + ".png"), ("x" * 4096, "x" * 255), ("x." + "y" * 4096, "x." + "y" * 20), ("€" * 300, "€" * 85)],
    ids=["with ending", "without", "all ending", "wide"],
)
def test_a_name_of_four_kilobytes_keeps_its_beginning_and_its_ending(given_name: str, shown: str) -> None:
    assert display_name(given_name) == shown


@given(st.text(st.characters(codec=None, exclude_categories=()), max_size=400))
def test_any_name_becomes_one_that_can_be_shown_and_kept(name: str) -> None:
    shown = display_name(name)
    assert 0 < len(shown.encode()) <= 255
    assert unicodedata.is_normalized("NFC", shown)
    assert not any(unicodedata.category(char)[0] == "C" or char in "/\\\u2028\u2029" for char in shown)
    assert shown not in (".", "..")


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.jpeg", JPEG, "image/jpeg"),
        ("a.pdf", PDF, "application/pdf"),
        ("a.txt", "Grüße".encode(), "text/plain"),
        ("a.log", b"x" * 8191 + "ü".encode(), "text/plain"),
        ("a.png", b"<script>alert(1)</script>", "application/octet-stream"),
        ("a.html", b"<script>alert(1)</script>", "application/octet-stream"),
        ("a.svg", b"<svg onload='alert(1)'/>", "application/octet-stream"),
        ("a.html", PNG, "application/octet-stream"),
        ("a.txt", b"\0\1\2", "application/octet-stream"),
        ("a.txt", b"\xff\xfe", "application/octet-stream"),
        ("a.gif", PNG, "application/octet-stream"),
        ("a.png", b"", "application/octet-stream"),
    ],
)
def test_the_type_is_what_the_bytes_and_the_ending_both_say(name: str, content: bytes, kind: str) -> None:
    (stored,) = store([Upload(name, content, content_type="text/html")])
    assert stored.content_type == kind


def test_a_file_is_found_by_its_content(cast: Cast) -> None:
    ticket = make.ticket(cast)
    uploads = [Upload("../a.txt", b"same"), Upload("b.txt", io.BytesIO(b"same")), Upload("empty.txt", b"")]
    add_note(ticket=ticket, actor=at_desk(cast.amir), text="x", files=uploads, now=at(5))
    one, two, empty = Attachment.objects.order_by("id")
    assert one.sha256 == two.sha256 == hashlib.sha256(b"same").hexdigest()
    assert blobs.get(one.sha256).read() == b"same"
    assert (one.name, two.name, empty.size) == ("a.txt", "b.txt", 0)


def test_handles_are_random_and_say_nothing(cast: Cast) -> None:
    ticket = make.ticket(cast)
    add_note(ticket=ticket, actor=at_desk(cast.amir), text="x", files=[Upload("a.txt", b"a")] * 2, now=at(5))
    first, second = Attachment.objects.values_list("handle", flat=True)
    assert first != second
    assert len(first) == len(second) == 32


class Endless(io.BytesIO):
    """A sender who does not stop."""

    sent = 0

    def read(self, size: int | None = -1, /) -> bytes:
        assert size is not None
        assert size > 0, "all of it at once would be read into memory"
        self.sent += size
        return bytes(size)


def test_a_file_beyond_the_limit_is_named_and_read_no_further(cast: Cast) -> None:
    sender = Endless()
    with pytest.raises(Invalid, match=r"“big\.iso” is larger than 25 MB") as caught:
        store([Upload("big.iso", sender)])
    assert caught.value.field == "files"
    assert sender.sent < LARGEST + 2 * 1024 * 1024


def test_a_refused_message_leaves_no_attachment(cast: Cast) -> None:
    with pytest.raises(Invalid):
        add_note(ticket=make.ticket(cast), actor=at_desk(cast.amir), text="", files=[Upload("a.txt", b"a")], now=at(5))
    assert not Attachment.objects.exists()


def test_a_file_that_fits_exactly_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LARGEST", 10)
    assert store([Upload("a.bin", b"x" * 10)])[0].size == 10
    with pytest.raises(Invalid):
        store([Upload("a.bin", b"x" * 11)])


def test_no_name_ever_reaches_the_disk(settings: object, tmp_path: Path) -> None:
    (stored,) = store([Upload("../../../canary-name.txt", b"canary-content")])
    assert blobs.path_of(stored.sha256) == f"{stored.sha256[:2]}/{stored.sha256[2:4]}/{stored.sha256}"
