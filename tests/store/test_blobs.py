"""Content-addressed files on a disk that may fail."""

import hashlib
import io
import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from counterfoil.store import blobs
from counterfoil.store.blobs import TooLarge

CONTENT = b"tunnel down"


@pytest.fixture
def disk(settings: Settings, tmp_path: Path) -> Iterator[Path]:
    """An empty disk for the blobs."""
    place = tmp_path / "files"
    settings.STORAGES = settings.STORAGES | {"blobs": {"BACKEND": "counterfoil.store.files.DurableStorage", "OPTIONS": {"location": place}}}
    yield place
    storages._storages.clear()  # type: ignore[attr-defined]


def files(disk: Path) -> list[Path]:
    return [path for path in disk.rglob("*") if path.is_file()]


def test_what_is_put_is_found_by_its_digest(disk: Path) -> None:
    blob = blobs.put(io.BytesIO(CONTENT), limit=100)
    assert (blob.sha256, blob.size, blob.head) == (hashlib.sha256(CONTENT).hexdigest(), len(CONTENT), CONTENT)
    assert blobs.get(blob.sha256).read() == CONTENT


def test_the_same_content_is_kept_once(disk: Path) -> None:
    for _ in range(2):
        blobs.put(io.BytesIO(CONTENT), limit=100)
    assert len(files(disk)) == 1


def test_twenty_who_put_the_same_at_once_leave_one_file(disk: Path) -> None:
    barrier = Barrier(20)

    def put() -> str:
        barrier.wait(timeout=30)
        return blobs.put(io.BytesIO(CONTENT), limit=100).sha256

    with ThreadPoolExecutor(20) as pool:
        found = {job.result() for job in [pool.submit(put) for _ in range(20)]}
    assert found == {hashlib.sha256(CONTENT).hexdigest()}
    assert [path.name for path in files(disk)] == [hashlib.sha256(CONTENT).hexdigest()]


def test_only_the_owner_reads_what_is_kept(disk: Path) -> None:
    blobs.put(io.BytesIO(CONTENT), limit=100)
    (file,) = files(disk)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (file.parent, file.parent.parent)} == {0o700}


def test_what_is_too_large_leaves_nothing(disk: Path) -> None:
    blobs.put(io.BytesIO(b"x" * 100), limit=100)
    with pytest.raises(TooLarge):
        blobs.put(io.BytesIO(b"x" * 101), limit=100)
    assert len(files(disk)) == 1


def test_a_content_that_breaks_off_leaves_nothing(disk: Path) -> None:
    class Broken(io.RawIOBase):
        def read(self, size: int = -1) -> bytes:
            raise OSError

    with pytest.raises(OSError):
        blobs.put(Broken(), limit=100)  # type: ignore[arg-type]
    assert not disk.exists()


def test_what_never_was_is_not_found(disk: Path) -> None:
    with pytest.raises(FileNotFoundError):
        blobs.get("0" * 64)


def test_file_and_every_new_folder_are_on_the_disk_before_it_returns(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A power cut after the commit must not take away a folder whose entry nobody flushed."""
    disk.parent.mkdir(exist_ok=True)
    flushed: list[Path] = []
    fsync = os.fsync

    def note(handle: int) -> None:
        flushed.append(Path(f"/proc/self/fd/{handle}").readlink())
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    sha256 = blobs.put(io.BytesIO(CONTENT), limit=100).sha256
    folder = (disk / blobs.path_of(sha256)).parent
    assert any(path.name.startswith(sha256) and path.suffix == ".part" for path in flushed)
    assert {folder, folder.parent, disk, disk.parent} <= set(flushed)
    assert flushed[-1] == folder
