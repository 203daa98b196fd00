"""The private database server: created, shared, adopted, recovered, stopped."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest

from counterfoil.embedded import cluster, place, url
from counterfoil.embedded.cluster import Cluster, ClusterError

Open = Callable[[Path], AbstractContextManager[Cluster]]

COMMAND = """
import sys, time
from pathlib import Path
from counterfoil.embedded import cluster
with cluster.running(Path(sys.argv[1]), say=print) as server:
    assert server.is_up()
    print("up", flush=True)
    time.sleep(float(sys.argv[2]))
    assert server.is_up()
"""


@pytest.fixture
def opened() -> Open:
    return partial(cluster.running, say=lambda words: None)


@pytest.fixture(autouse=True)
def stopped(data: Path) -> Iterator[None]:
    """Whatever a test did to it, no server outlives it, and no cluster that was kept elsewhere."""
    pointer = data / place.POINTER
    yield
    homes = [data / "postgres", *([Path(pointer.read_text().strip())] if pointer.exists() else [])]
    for pid_file in (home / "pgdata" / "postmaster.pid" for home in homes):
        if pid_file.exists():
            os.kill(int(pid_file.read_text().splitlines()[0]), signal.SIGQUIT)
    if pointer.exists():
        shutil.rmtree(homes[-1])


def ask(server: Cluster, question: str) -> Any:
    with psycopg.connect(server.url) as connection:
        row = connection.execute(question).fetchone()
        return row[0] if row else None


def test_a_new_cluster_is_private_checked_and_the_same_on_every_machine(data: Path, opened: Open) -> None:
    with opened(data) as server:
        assert ask(server, "SHOW listen_addresses") == ""
        assert ask(server, "SHOW data_checksums") == "on"
        assert ask(server, "SHOW fsync") == ask(server, "SHOW full_page_writes") == ask(server, "SHOW synchronous_commit") == "on"
        assert ask(server, "SHOW server_encoding") == "UTF8"
        assert ask(server, "SELECT datname FROM pg_database WHERE datname = current_database()") == url.DATABASE
        assert ask(server, "SELECT current_setting('server_version_num')::int >= 150000") is True
        for directory in (server.home, server.files, server.socket):
            assert stat.S_IMODE(directory.stat().st_mode) == 0o700
        assert server.home.stat().st_uid != 0


def test_the_last_one_out_stops_the_server_and_nobody_before(data: Path, opened: Open) -> None:
    with opened(data) as first:
        with opened(data) as second:
            assert second.process() == first.process()
        assert first.is_up()
    assert first.process() is None
    assert not (first.files / "postmaster.pid").exists()


def test_two_commands_at_once_both_find_a_server_on_a_directory_that_is_new(data: Path) -> None:
    commands = [subprocess.Popen([sys.executable, "-c", COMMAND, data, wait]) for wait in ("0", "1.5")]
    assert [command.wait(timeout=60) for command in commands] == [0, 0]
    assert not (data / "postgres" / "pgdata" / "postmaster.pid").exists()


def test_after_kill_9_of_everything_the_next_start_recovers_what_was_committed(data: Path, opened: Open) -> None:
    with opened(data) as server:
        with psycopg.connect(server.url) as connection:
            connection.execute("CREATE TABLE kept (word text)")
            connection.execute("INSERT INTO kept VALUES ('acknowledged')")
        pid = server.process()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        await_that(lambda: server.process() is None)
    with opened(data) as again:
        assert ask(again, "SELECT word FROM kept") == "acknowledged"


def test_after_kill_9_of_a_command_the_next_one_adopts_its_server(data: Path, opened: Open) -> None:
    command = subprocess.Popen([sys.executable, "-c", COMMAND, data, "60"], stdout=subprocess.PIPE)
    assert command.stdout is not None
    assert command.stdout.readline() == b"up\n"
    running = (data / "postgres" / "pgdata" / "postmaster.pid").read_text().splitlines()[0]
    command.kill()
    command.wait()
    with opened(data) as server:
        assert server.process() == int(running)
    assert server.process() is None


def test_a_left_over_pid_that_is_now_another_program_s_is_not_believed(data: Path, opened: Open) -> None:
    with opened(data) as server:
        pass
    lock = server.files / "postmaster.pid"
    lock.write_text(f"{os.getpid()}\n{server.files}\n")
    os.chown(lock, server.account.uid, server.account.gid)
    (server.socket / f"{cluster.SOCKET_NAME}.lock").write_text(f"{os.getpid()}\n")
    assert not server.is_up()
    with opened(data) as again:
        assert again.is_up()


def test_an_unfinished_creation_is_begun_again(data: Path, opened: Open) -> None:
    place.data_directory(data)
    home, account = place.of(data, say=lambda words: None)
    account.run("mkdir", home / "pgdata.new")
    with opened(data) as server:
        assert server.is_up()


def test_variables_of_libpq_lead_nowhere_else(data: Path, opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGHOST": "/nonexistent", "PGPORT": "1", "PGDATA": "/nonexistent", "PGUSER": "nobody"}.items():
        monkeypatch.setenv(name, value)
    with opened(data) as server:
        assert server.is_up()
        assert "/nonexistent" not in server.url


def test_a_long_path_gets_a_short_private_socket(data: Path, opened: Open) -> None:
    deep = data.parent.joinpath(*["a-directory-with-a-long-name"] * 4)
    deep.parent.mkdir(parents=True)
    for directory in deep.relative_to(data.parent).parents:
        (data.parent / directory).chmod(0o755)
    with opened(deep) as server:
        assert len(os.fsencode(server.socket / cluster.SOCKET_NAME)) <= cluster.LONGEST_SOCKET
        assert stat.S_IMODE(server.socket.lstat().st_mode) == 0o700
        assert ask(server, "SELECT 1") == 1
    server.socket.rmdir()


def test_a_link_in_place_of_the_socket_s_directory_is_refused(data: Path, opened: Open, tmp_path: Path) -> None:
    with opened(data) as server:
        pass
    server.socket.rmdir()
    server.socket.symlink_to(tmp_path)
    with pytest.raises(ClusterError, match="closed to others"), opened(data):
        pass


def test_a_cluster_whose_files_are_gone_is_not_made_anew_in_silence(data: Path, opened: Open) -> None:
    place.data_directory(data)
    (data / place.POINTER).write_text("/nonexistent/cluster\n")
    with pytest.raises(ClusterError, match="Restore a backup"), opened(data):
        pass
    (data / place.POINTER).unlink()


def test_binaries_that_do_not_exist_are_named(data: Path) -> None:
    with (
        pytest.raises(ClusterError, match="COUNTERFOIL_PG_BIN names /nonexistent"),
        cluster.running(data, pg_bin=Path("/nonexistent"), say=lambda words: None),
    ):
        pass


@pytest.mark.skipif(os.geteuid() != 0, reason="only root steps down to another user")
def test_root_keeps_the_cluster_elsewhere_when_the_server_s_user_cannot_get_in(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    heard: list[str] = []
    with cluster.running(closed / "var", say=heard.append) as server:
        assert server.home.is_relative_to("/var/lib/counterfoil/clusters")
        assert ask(server, "SELECT 1") == 1
        first = server.home
    with cluster.running(closed / "var", say=heard.append) as server:
        assert server.home == first
    assert len(heard) == 1
    assert "cannot enter" in heard[0]
    shutil.rmtree(first)


def await_that(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)
