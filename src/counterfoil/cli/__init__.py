"""The command line. A file in this folder that has `register` adds a command; nothing else is to be done."""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from pathlib import Path

from counterfoil.cli.speech import Problem, say
from counterfoil.config.options import PREFIX, BadOptions, load
from counterfoil.embedded.cluster import ClusterError
from counterfoil.embedded.place import NoPlace


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command. Answers 0 when it is done, 2 for wrong usage, 1 for anything else, with the reason on standard error."""
    args = _arguments(sys.argv[1:] if argv is None else argv)
    for name in ("data", *args.options):
        value = getattr(args, name)
        if value is not None:
            # An argument is the variable of the same name: our own child processes and Django's settings read it there.
            os.environ[f"{PREFIX}{name.upper()}"] = str(value)
    try:
        code: int = args.run(args, load())
        sys.stdout.flush()
    except (Problem, BadOptions, ClusterError, NoPlace) as problem:
        say(str(problem))
        return 1
    except KeyboardInterrupt:
        return 1
    except BrokenPipeError:
        # Whoever read us has gone, as with `| head`. The interpreter must not fail over it once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


def _arguments(argv: Sequence[str]) -> argparse.Namespace:
    common = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    common.add_argument("--data", metavar="DIR", type=lambda text: Path(text).absolute())
    # Taken out first, so that it may stand before the command as well as after it.
    found, rest = common.parse_known_args(argv)
    parser = argparse.ArgumentParser(
        prog="counterfoil",
        description="A help desk that runs by its own procedures.",
        epilog="--data DIR: the data directory, with every command (else COUNTERFOIL_DATA, else ./var).",
    )
    parser.set_defaults(options=())
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
        register = getattr(importlib.import_module(f"{__name__}.{module.name}"), "register", None)
        if register:
            register(commands)
    return parser.parse_args(rest, namespace=found)
