"""Keep processes alive: start them, start them again when they die, stop them together."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from types import FrameType

from counterfoil.cli.speech import say

STEP = 0.2  # seconds between two looks
STEADY = 30.0  # seconds after which a process that dies is no longer counted as one that cannot start
LONGEST_PAUSE = 30.0
PATIENCE = 6.5  # seconds that the processes get to end by themselves; the whole stop must fit into ten


class Stop:
    """Whether we were asked to stop. Made before anything is started, so that nothing is left behind."""

    def __init__(self) -> None:
        self.is_asked = False
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._ask)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True


@dataclass
class Part:
    """One process of the installation: a command of ours, in a session of its own."""

    command: str
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    failures: int = 0

    def tend(self, now: float) -> None:
        """Start it if it does not run, unless it died so often that it gets a pause. `now` is monotonic, in seconds."""
        if self.process is not None and self.process.poll() is None:
            return
        if self.process is not None:
            self._bury(now)
        if now >= self.started_at + self._pause():
            self.started_at = now
            # Its standard input is a pipe from us: it ends when we do, even by kill -9, and the process ends with it.
            self.process = subprocess.Popen(
                [sys.executable, "-m", "counterfoil", self.command, "--supervised"], stdin=subprocess.PIPE, start_new_session=True
            )

    def ask_to_stop(self) -> None:
        """Let it end what it is at."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                self.process.terminate()

    def is_gone(self) -> bool:
        """Whether it has ended."""
        return self.process is None or self.process.poll() is not None

    def kill(self) -> None:
        """End it and whatever it started, at once."""
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def _bury(self, now: float) -> None:
        assert self.process is not None
        self.failures = self.failures + 1 if now - self.started_at < STEADY else 1
        say(f"The {self.command} process ended with code {self.process.returncode}; it is started again.")
        self.kill()  # a server's workers outlive it otherwise, and keep its port

    def _pause(self) -> float:
        return min(0.5 * 2**self.failures, LONGEST_PAUSE) if self.failures else 0.0


def supervise(parts: Iterable[Part], *, stop: Stop, look: Callable[[], None]) -> None:
    """Keep the parts alive until `stop` is asked, then end them. `look` is called at each round, before the parts are looked at."""
    parts = list(parts)
    try:
        while not stop.is_asked:
            look()
            for part in parts:
                part.tend(time.monotonic())
            time.sleep(STEP)
    finally:
        for part in parts:
            part.ask_to_stop()
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end and not all(part.is_gone() for part in parts):
            time.sleep(0.05)
        for part in parts:
            part.kill()


def end_with_supervisor() -> None:
    """Ask this process to stop as soon as its supervisor is gone, which shows by the end of standard input."""

    def wait() -> None:
        while os.read(0, 1024):
            pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait, daemon=True).start()
