"""The disk behind `blobs`: a Django storage whose files survive a power cut once `save` has returned."""

import os
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class DurableStorage(FileSystemStorage):
    """Writes beside the target, flushes to disk, then renames: a reader never sees half a file.

    Two writers of the same name write the same content, so the later rename changes nothing.
    """

    def _save(self, name: str, content: Any) -> str:
        target = Path(self.path(name))
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
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


def flush_directory(directory: Path) -> None:
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
