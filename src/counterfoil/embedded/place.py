"""Where a data directory keeps its cluster: inside, or elsewhere when the server's user cannot get in."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from counterfoil.embedded import account as accounts
from counterfoil.embedded.account import SYSTEM_HOME, Account

POINTER = "cluster"


class NoPlace(Exception):
    """A directory is not what it must be; the message says which and why."""


def data_directory(data: Path) -> None:
    """Make the data directory, for its owner alone. One that exists keeps its rights: what is secret in it is closed by itself."""
    if not data.is_dir():
        try:
            data.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise NoPlace(f"The data directory {data} cannot be made: {error.strerror}.") from None
    if not os.access(data, os.R_OK | os.W_OK | os.X_OK):
        raise NoPlace(
            f"The data directory {data} belongs to user {accounts.owner(data).name}. Run this as {accounts.owner(data).name} or as root."
        )


def of(data: Path, *, say: Callable[[str], None]) -> tuple[Path, Account]:
    """The cluster's home and the account that runs it, chosen and made on first use and kept ever after.

    An ordinary user runs it himself, inside the data directory. Root steps down to a system user, and where that user cannot enter
    the data directory, the cluster goes to /var/lib/counterfoil and a file named `cluster` points to it.
    """
    home = _known(data)
    if home is not None:
        keeper = accounts.owner(home)
        if os.geteuid() not in (0, keeper.uid):
            raise NoPlace(f"The database in {home} belongs to user {keeper.name}. Run this as {keeper.name} or as root.")
        return home, keeper
    keeper = accounts.mine() if os.geteuid() else accounts.unprivileged()
    _let_through(data, keeper)
    if keeper.can_enter(data):
        home = data / "postgres"
        private_directory(home, account=keeper)
    else:
        home = _elsewhere(data, keeper)
        say(f"User {keeper.name} cannot enter {data}; the database is kept in {home}.")
    return home, keeper


def private_directory(path: Path, *, account: Account) -> None:
    """Make a directory that is the account's alone, or check that an existing one is: no link, its own, closed to others."""
    try:
        path.mkdir(mode=0o700)
        os.chown(path, account.uid, account.gid, follow_symlinks=False)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != account.uid or stat.S_IMODE(found.st_mode) & 0o077:
            raise NoPlace(f"{path} must be a directory of user {account.name} and closed to others (mode 0700).") from None


def _known(data: Path) -> Path | None:
    pointer = data / POINTER
    if pointer.exists():
        home = Path(pointer.read_text().strip())
        if not home.is_dir():
            raise NoPlace(f"{pointer} says that the database is in {home}, which is not there. Restore a backup to a new data directory.")
        return home
    home = data / "postgres"
    return home if home.is_dir() else None


def _let_through(data: Path, keeper: Account) -> None:
    """Let the keeper's group, which has no other member, pass through a data directory that is root's alone."""
    found = data.stat()
    if not keeper.is_mine and found.st_uid == 0 and stat.S_IMODE(found.st_mode) == 0o700:
        os.chown(data, 0, keeper.gid)
        data.chmod(0o710)


def _elsewhere(data: Path, keeper: Account) -> Path:
    shelf = SYSTEM_HOME / "clusters"
    shelf.mkdir(mode=0o755, parents=True, exist_ok=True)
    home = shelf / secrets.token_hex(8)
    private_directory(home, account=keeper)
    unfinished = data / f"{POINTER}.new"
    unfinished.write_text(f"{home}\n")
    unfinished.rename(data / POINTER)
    return home
