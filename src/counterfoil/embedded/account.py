"""The operating-system account that the server runs as, and how a command is run in its name."""

import errno
import os
import pwd
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

SYSTEM_USER = "counterfoil"
SYSTEM_HOME = Path("/var/lib/counterfoil")


class NoAccount(Exception):
    """There is nobody to run the server as; the message says what to do."""


@dataclass(frozen=True)
class Account:
    """A user of the operating system."""

    name: str
    uid: int
    gid: int

    @property
    def is_mine(self) -> bool:
        """Whether this process already runs as this account."""
        return self.uid == os.geteuid()

    def run(self, *argv: str | Path, text: str | None = None, quiet: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command to its end as this account, from `/`, with umask 077 and without our `PG*` variables.

        `text` is its standard input. `quiet` throws its output away, which is a must for anything that leaves a server behind:
        a server keeps the other end of a pipe open, and reading it would never end.
        """
        stepping_down = {} if self.is_mine else {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(  # type: ignore[call-overload,no-any-return]  # the overloads cannot see through **
            [str(arg) for arg in argv],
            input=text if text is not None else "",
            stdout=subprocess.DEVNULL if quiet else subprocess.PIPE,
            stderr=subprocess.DEVNULL if quiet else subprocess.STDOUT,
            text=True,
            errors="replace",
            cwd="/",
            umask=0o077,
            env=clean_environment(os.environ),
            # Ctrl-C reaches the whole group of the terminal; it must not hit initdb half-way.
            start_new_session=True,
            **stepping_down,
        )

    def can_enter(self, directory: Path) -> bool:
        """Whether this account gets into a directory. Asked by trying, so that lists of access rights and mounts count too."""
        return self.can_run("test", "-x", directory)

    def can_run(self, *argv: str | Path) -> bool:
        """Whether a command succeeds as this account; it does not when the account cannot get at it."""
        try:
            return self.run(*argv, quiet=True).returncode == 0
        except PermissionError as error:
            if error.errno == errno.EACCES:
                return False
            raise  # we are root, but not allowed to become somebody else


def mine() -> Account:
    """The account of this process. NoAccount if its id has no name: initdb refuses those."""
    try:
        return _read(pwd.getpwuid(os.geteuid()))
    except KeyError:
        raise NoAccount(
            f"User id {os.geteuid()} has no entry in /etc/passwd, and PostgreSQL refuses to run without one. "
            "Add one, run as another user, or set COUNTERFOIL_DATABASE_URL."
        ) from None


def owner(path: Path) -> Account:
    """The account that owns a path. NoAccount if its id has no name."""
    try:
        return _read(pwd.getpwuid(path.stat().st_uid))
    except KeyError:
        raise NoAccount(f"{path} belongs to user id {path.stat().st_uid}, which has no entry in /etc/passwd.") from None


def unprivileged() -> Account:
    """The system user to step down to when root starts us, because PostgreSQL refuses root; created on first use."""
    try:
        return _read(pwd.getpwnam(SYSTEM_USER))
    except KeyError:
        pass
    useradd = shutil.which("useradd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin")
    if useradd is None:
        raise NoAccount(f"PostgreSQL does not run as root. Create a system user “{SYSTEM_USER}”, or start Counterfoil as an ordinary user.")
    made = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--home-dir", SYSTEM_HOME, "--shell", "/usr/sbin/nologin", SYSTEM_USER],
        capture_output=True,
        text=True,
        check=False,
    )
    try:
        # Looked up whatever useradd answered: another command may have created the user at the same moment.
        return _read(pwd.getpwnam(SYSTEM_USER))
    except KeyError:
        raise NoAccount(f"PostgreSQL does not run as root, and no system user could be created: {made.stderr.strip()}") from None


def clean_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a child of PostgreSQL's: no `PG*` that would redirect it, none of our secrets, one locale."""
    kept = {name: value for name, value in environment.items() if not name.startswith(("PG", "COUNTERFOIL_", "LC_"))}
    return kept | {"LC_ALL": "C.UTF-8"}


def tail(output: str, lines: int = 5) -> str:
    """The last lines of a command's output, on one line, for an error message."""
    return " / ".join(output.strip().splitlines()[-lines:])


def _read(entry: pwd.struct_passwd) -> Account:
    return Account(name=entry.pw_name, uid=entry.pw_uid, gid=entry.pw_gid)
