"""`counterfoil up`: the whole installation starts, serves, survives the death of any part, and stops."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from counterfoil.embedded import cluster

READY = 60.0
STOP = 10.0


class Desk:
    """A running `counterfoil up` in a process group of its own."""

    def __init__(self, data: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self.port = probe.getsockname()[1]
        self.data = data
        self.said = ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "counterfoil", "up", "--port", str(self.port), "--data", self.data],
            stderr=subprocess.PIPE,
            text=True,
            env=bare_environment(),
            start_new_session=True,
        )
        threading.Thread(target=self._listen, args=(self.process,), daemon=True).start()

    def await_ready(self) -> None:
        await_that(lambda: f"serves on http://127.0.0.1:{self.port}" in self.said, READY, lambda: self.said)

    def status(self, path: str = "/health") -> int:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def children(self, command: str) -> list[int]:
        return [pid for pid in descendants(self.process.pid) if f"counterfoil\0{command}\0" in command_line(pid)]

    def stop(self) -> float:
        """Seconds that a clean stop took."""
        begun = time.monotonic()
        self.process.terminate()
        assert self.process.wait(timeout=STOP + 10) == 0
        return time.monotonic() - begun

    def _listen(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self.said += line


@pytest.fixture(scope="module")
def settled() -> Iterator[Path]:
    """A data directory whose database is made and migrated once for all tests of this file."""
    directory = Path(tempfile.mkdtemp(prefix="counterfoil-"))
    directory.chmod(0o711)
    subprocess.run([sys.executable, "-m", "counterfoil", "migrate", "--data", directory / "var"], check=True, env=bare_environment())
    yield directory / "var"
    shutil.rmtree(directory)


@pytest.fixture
def desk(settled: Path) -> Iterator[Desk]:
    yield from supervised(settled)


@pytest.fixture
def new_desk(data: Path) -> Iterator[Desk]:
    yield from supervised(data)


def supervised(data: Path) -> Iterator[Desk]:
    made = Desk(data)
    yield made
    if made.process.poll() is None:
        made.process.terminate()
        made.process.wait(timeout=60)
    with cluster.running(data, say=lambda words: None):
        pass  # whatever a test left of the server is adopted and stopped


def bare_environment() -> dict[str, str]:
    """The environment without the developer's own settings."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COUNTERFOIL_", "DJANGO_"))}


def await_that(holds: Callable[[], bool], seconds: float, why: Callable[[], str] = str) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, why()
        time.sleep(0.1)


def descendants(pid: int) -> list[int]:
    children = [int(found) for task in Path(f"/proc/{pid}/task").glob("*/children") for found in task.read_text().split()]
    return children + [below for child in children for below in descendants(child)]


def command_line(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def test_it_serves_tells_the_address_and_the_first_link_and_stops_within_ten_seconds(desk: Desk) -> None:
    desk.start()
    desk.await_ready()
    await_that(lambda: "/setup/" in desk.said, 5, lambda: desk.said)
    link = re.search(r"http://127\.0\.0\.1:\d+(/setup/\S+)", desk.said)
    assert link
    assert desk.status(link[1]) == 200
    assert desk.status() == 200
    beside = [sys.executable, "-m", "counterfoil", "check", "--json", "--data", str(desk.data)]
    checked = json.loads(subprocess.run(beside, check=True, stdout=subprocess.PIPE, env=bare_environment()).stdout)
    assert checked["ok"] is True
    assert desk.stop() < STOP
    assert not (desk.data / "postgres" / "pgdata" / "postmaster.pid").exists()
    for path in (desk.data, *desk.data.iterdir()):
        assert path.stat().st_mode & 0o007 == 0, f"{path} is open to others"


def test_a_second_one_on_the_same_directory_is_refused_in_words(desk: Desk) -> None:
    desk.start()
    await_that(lambda: (desk.data / "lock").exists() and (desk.data / "lock").read_text() == f"{desk.process.pid}\n", 30)
    second = Desk(desk.data)
    second.start()
    assert second.process.wait(timeout=30) == 1
    await_that(lambda: f"already (process {desk.process.pid})" in second.said, 5, lambda: second.said)


def test_a_taken_port_is_told_in_words(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", desk.port)):
        desk.start()
        assert desk.process.wait(timeout=READY) == 1
    await_that(lambda: f"port {desk.port}: another program does already" in desk.said, 5, lambda: desk.said)


def test_a_part_that_dies_is_started_again_and_so_is_the_database(desk: Desk) -> None:
    desk.start()
    desk.await_ready()
    (web,), (worker,) = desk.children("web"), desk.children("worker")
    server = int((desk.data / "postgres" / "pgdata" / "postmaster.pid").read_text().splitlines()[0])
    for pid in (web, worker, server):
        os.kill(pid, signal.SIGKILL)
    await_that(lambda: desk.status() == 200 and desk.children("web") not in ([], [web]), READY, lambda: desk.said)
    await_that(lambda: desk.children("worker") not in ([], [worker]), READY, lambda: desk.said)
    assert desk.stop() < STOP


def test_after_kill_9_of_the_whole_group_it_starts_again_on_the_same_port(desk: Desk) -> None:
    desk.start()
    desk.await_ready()
    os.killpg(desk.process.pid, signal.SIGKILL)
    desk.process.wait()
    desk.said = ""
    desk.start()
    desk.await_ready()
    assert desk.status() == 200
    assert desk.stop() < STOP


def test_a_signal_while_it_starts_leaves_nothing_behind(new_desk: Desk) -> None:
    new_desk.start()
    await_that(lambda: (new_desk.data / "lock").exists(), 30)
    assert new_desk.stop() < READY
    assert not (new_desk.data / "postgres" / "pgdata" / "postmaster.pid").exists()
