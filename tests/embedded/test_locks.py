"""Locks that die with their holder."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from counterfoil.embedded import locks

HOLD = """
import sys, time
from pathlib import Path
from counterfoil.embedded import locks
with locks.at_once(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_second_holder_is_told_who_the_first_is(tmp_path: Path) -> None:
    with locks.at_once(tmp_path / "lock"), pytest.raises(locks.Held) as refusal, locks.at_once(tmp_path / "lock"):
        pass
    assert refusal.value.holder == str(os.getpid())


def test_a_killed_holder_leaves_no_lock_behind(tmp_path: Path) -> None:
    holder = subprocess.Popen([sys.executable, "-c", HOLD, tmp_path / "lock"], stdout=subprocess.PIPE)
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(locks.Held), locks.at_once(tmp_path / "lock"):
        pass
    holder.kill()
    holder.wait()
    with locks.at_once(tmp_path / "lock"):
        pass


def test_only_the_one_who_is_alone_is_the_last(tmp_path: Path) -> None:
    first, second = locks.Together(tmp_path / "lock"), locks.Together(tmp_path / "lock")
    assert not first.is_last()
    first.leave()
    assert second.is_last()
    second.leave()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "lock").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), locks.at_once(tmp_path / "lock"):
        pass
