"""The disk behind `blobs`: a Django storage whose files survive a power cut once `save` has returned."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Writes beside the target, flushes to disk, then renames: a reader never sees half a file.

    Two writers of the same name write the same content, so the later rename changes nothing.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_overwrite=True)

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        make_durably(target.parent)
        beside = target.with_name(f"{target.name}.{os.getpid()}.{id(content)}.part")
        with beside.open("wb") as file:
            os.fchmod(file.fileno(), 0o600)
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
        flush_directory(target.parent)
        return name


def make_durably(directory: Path) -> None:
    """The directory with those above it; each new one is flushed into the one that holds it."""
    if not directory.is_dir():
        make_durably(directory.parent)
        directory.mkdir(mode=0o700, exist_ok=True)
        flush_directory(directory.parent)


def flush_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
