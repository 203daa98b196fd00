"""The files on disk are those that the record names, and each still is what it was (I6)."""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.core.files.storage import Storage, storages

from counterfoil.store.blobs import CHUNK, get
from counterfoil.tickets.models import Attachment

# A file is safely on disk before the row that names it; for so long it may wait for that row.
GRACE = timedelta(hours=24)


def breaches(now: datetime) -> Iterator[tuple[str, str]]:
    """Each file that is missing, damaged, or named by nothing, with what is wrong about it."""
    named = dict(Attachment.objects.order_by("sha256").values_list("sha256", "size"))
    for sha256, size in named.items():
        if words := _damage(sha256, size):
            yield f"file {sha256[:12]}", words
    for name, path in _files(storages["blobs"]):
        if name not in named and storages["blobs"].get_modified_time(path) < now - GRACE:
            yield f"file {name[:12]}", "Nothing names it."


def _damage(sha256: str, size: int) -> str:
    try:
        with get(sha256) as content:
            digest = hashlib.sha256()
            while chunk := content.read(CHUNK):
                digest.update(chunk)
            length = content.tell()
    except FileNotFoundError:
        return "It is missing."
    if length != size:
        return f"It has {length} bytes instead of {size}."
    return "" if digest.hexdigest() == sha256 else "Its content has changed."


def _files(storage: Storage, folder: str = "") -> Iterator[tuple[str, str]]:
    """Each file of the store with its path. A store that nothing was put into yet has no folder."""
    if folder or storage.exists("."):
        folders, files = storage.listdir(folder)
        yield from ((name, f"{folder}{name}") for name in files)
        for inner in folders:
            yield from _files(storage, f"{folder}{inner}/")
