"""Content-addressed files: what is stored is found again by its SHA-256, never by a name that somebody gave it."""

import hashlib
import tempfile
from dataclasses import dataclass
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import storages

CHUNK = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    sha256: str
    size: int
    head: bytes


class TooLarge(Exception):
    """The content is larger than the limit given."""


def put(content: BinaryIO, *, limit: int) -> Blob:
    """Store the content and return its address. The same content is stored once; TooLarge stores nothing.

    The file is safely on disk before this returns, so a row that names it may be committed.
    """
    digest, size, head = hashlib.sha256(), 0, b""
    with tempfile.TemporaryFile() as spool:
        while chunk := content.read(CHUNK):
            size += len(chunk)
            if size > limit:
                raise TooLarge
            head = head or chunk[:8192]
            digest.update(chunk)
            spool.write(chunk)
        sha256 = digest.hexdigest()
        storage = storages["blobs"]
        if not storage.exists(path_of(sha256)):
            spool.seek(0)
            storage.save(path_of(sha256), File(spool))
    return Blob(sha256, size, head)


def get(sha256: str) -> BinaryIO:
    """The content, open for reading. FileNotFoundError when the store lacks it."""
    return cast(BinaryIO, storages["blobs"].open(path_of(sha256), "rb"))


def path_of(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
