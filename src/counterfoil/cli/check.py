"""`counterfoil check`: is the installation well? One line a probe, exit code 1 if anything is wrong."""

import argparse

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, answer, say
from counterfoil.config import checks
from counterfoil.config.options import Options


def register(commands: Commands) -> None:
    """Add the command."""
    parser = commands.add_parser("check", help="say whether everything is well")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")
    parser.add_argument("--full", action="store_true", help="check every invariant as well: stored = recomputed, for everything")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, options: Options) -> int:
    """Print what each probe finds."""
    from django.utils import timezone

    with installation.opened(options, unready=True):
        from counterfoil.upkeep import health

        found = [("options", health.State.DOUBTFUL, words) for words in checks.doubts(options)]
        found += [(finding.probe, finding.state, finding.words) for finding in health.findings(now=timezone.now(), full=args.full)]
    is_well = all(state is not health.State.WRONG for _, state, _ in found)
    if args.json:
        answer({"ok": is_well, "findings": [{"probe": probe, "state": state, "words": words} for probe, state, words in found]})
    else:
        for probe, state, words in found:
            say(f"{state:<8} {probe:<11} {words}")
    return 0 if is_well else 1
