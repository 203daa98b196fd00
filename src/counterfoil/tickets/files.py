"""Files that people attach: stored by content, named only for show."""

import io
import secrets
import unicodedata
from codecs import getincrementaldecoder
from collections.abc import Sequence
from dataclasses import dataclass
from typing import BinaryIO

import puremagic

from counterfoil.store import blobs
from counterfoil.tickets.fields import Invalid
from counterfoil.tickets.models import Attachment, Message

LARGEST = 25 * 1024 * 1024
MOST = 10
LONGEST = 255
LINE_ENDS = "\u2028\u2029"
SHOWN_AS = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
}
TEXTS = ("txt", "log", "csv", "md")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it came: the sender's name for it, its bytes, the sender's word for its type (which proves nothing)."""

    name: str
    content: BinaryIO | bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Stored:
    """A file whose content is safe, waiting for its message."""

    name: str
    content_type: str
    sha256: str
    size: int


def store(files: Sequence[Upload]) -> list[Stored]:
    """Put the contents away. Call it before the transaction's locks. Raises Invalid for too many or too large files."""
    if len(files) > MOST:
        raise Invalid(
            "files", f"{len(files)} files were chosen, {MOST} can go at once. Nothing was sent; send the rest in a second message."
        )
    return [store_one(file) for file in files]


def store_one(file: Upload) -> Stored:
    name = display_name(file.name)
    content = io.BytesIO(file.content) if isinstance(file.content, bytes) else file.content
    try:
        blob = blobs.put(content, limit=LARGEST)
    except blobs.TooLarge:
        raise Invalid(
            "files", f"“{name}” is larger than {LARGEST // 1024**2} MB. Nothing was sent; leave it out, or share it another way."
        ) from None
    return Stored(name=name, content_type=type_of(name, blob.head), sha256=blob.sha256, size=blob.size)


def attach(message: Message, files: Sequence[Stored]) -> None:
    """Make the stored files part of the message."""
    if files:
        Attachment.objects.bulk_create(
            Attachment(
                message=message,
                handle=secrets.token_urlsafe(24),
                name=file.name,
                size=file.size,
                content_type=file.content_type,
                sha256=file.sha256,
            )
            for file in files
        )


def display_name(name: str) -> str:
    """The name as shown: composed, without path, control or direction characters, without dots at its ends, 255 bytes at most."""
    visible = "".join(char for char in name.replace("\\", "/") if unicodedata.category(char)[0] != "C" and char not in LINE_ENDS)
    last = unicodedata.normalize("NFC", visible.split("/")[-1]).strip(" .")
    if len(last.encode()) > LONGEST:
        stem, dot, ending = last.rpartition(".")
        stem, ending = (stem, dot + ending[:20]) if dot else (last, "")
        last = stem.encode()[: LONGEST - len(ending.encode())].decode(errors="ignore") + ending
    return last or "file"


def type_of(name: str, head: bytes) -> str:
    """The type by the content's first bytes, from a short allow-list; everything else is only bytes."""
    try:
        found = {match.extension.lstrip(".").lower() for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        found = set()
    ending = name.rpartition(".")[2].lower()
    if ending in SHOWN_AS and found & {ending, {"jpg": "jpeg", "jpeg": "jpg"}.get(ending, ending)}:
        return SHOWN_AS[ending]
    if ending in TEXTS and is_text(head):
        return "text/plain"
    return "application/octet-stream"


def is_text(head: bytes) -> bool:
    try:
        # Not final: the head may end in the middle of a character.
        return "\0" not in getincrementaldecoder("utf-8")().decode(head, final=False)
    except UnicodeDecodeError:
        return False
