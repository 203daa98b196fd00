"""`counterfoil policy show|check|adopt`: the rules as they are written, looked over, and put in force."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, Problem, answer, say
from counterfoil.config.options import Options
from counterfoil.policy.parse import SHIPPED, PolicyError, parse, shipped
from counterfoil.policy.vocabulary import Role
from counterfoil.policy.write import as_prose

MAY_ADOPT = (Role.SUPERVISOR, Role.ADMINISTRATOR)


def register(commands: Commands) -> None:
    """Add the command."""
    deeds = commands.add_parser("policy", help="show, check or adopt the policy").add_subparsers(metavar="show|check|adopt", required=True)
    show = deeds.add_parser("show", help="write a version to standard output")
    show.add_argument("--version", metavar="V", help="its name (default: the one in force)")
    show.add_argument("--format", choices=("toml", "markdown"), default="toml")
    show.set_defaults(run=run_show)
    check = deeds.add_parser("check", help="say what is wrong with a policy file; touches no database")
    check.add_argument("file", metavar="FILE")
    check.set_defaults(run=run_check)
    adopt = deeds.add_parser("adopt", help="put a policy file in force from a date on")
    adopt.add_argument("file", metavar="FILE")
    adopt.add_argument("--as", dest="adopter", required=True, metavar="EMAIL", help="who adopts it: a supervisor or an administrator")
    adopt.add_argument("--effective", required=True, metavar="DATE", help="a day, or an instant in ISO 8601")
    adopt.add_argument("--note", required=True, metavar="TEXT", help="what is new: a line of the revision history (SOP 1 §7)")
    adopt.set_defaults(run=run_adopt)


def run_show(args: argparse.Namespace, options: Options) -> int:
    """Write one version as TOML, which `adopt` takes again, or as Markdown for people."""
    with installation.opened(options):
        from counterfoil.handbook.queries import version_text

        try:
            text = version_text(args.version, now=datetime.now(UTC))
        except LookupError as error:
            raise Problem(str(error)) from None
    sys.stdout.write(as_prose(parse(text, source="policy")) if args.format == "markdown" else text)
    return 0


def run_check(args: argparse.Namespace, _options: Options) -> int:
    """Name everything that is wrong, with file, line and key."""
    text, source = given(args.file)
    try:
        book = parse(text, source=source)
    except PolicyError as error:
        say(str(error))
        places = [{"file": each.file, "line": each.line, "key": each.key, "reason": each.reason} for each in error.problems]
        answer({"ok": False, "version": None, "problems": places})
        return 1
    answer({"ok": True, "version": book.version, "problems": []})
    return 0


def run_adopt(args: argparse.Namespace, options: Options) -> int:
    """Put the file in force. What was decided before keeps the version that decided it."""
    text, source = given(args.file)
    try:
        zone = ZoneInfo(parse(text, source=source).zone)
    except PolicyError as error:
        raise Problem(str(error)) from None
    effective_at = instant(args.effective, zone)
    with installation.opened(options):
        from counterfoil.handbook.actions import adopt
        from counterfoil.people.queries import staff_by_email

        adopter = staff_by_email(args.adopter)
        if adopter is None or adopter.role not in MAY_ADOPT:
            raise Problem(f"“{args.adopter}” may not adopt a policy: a supervisor or an administrator does.")
        version = adopt(
            text=text, source=source, effective_at=effective_at, author=adopter.name, note=args.note,
            actor_id=adopter.pk, now=datetime.now(UTC),
        )  # fmt: skip
        answer({"id": version.pk, "version": version.version, "effective_at": effective_at.isoformat()})
    return 0


def given(name: str) -> tuple[str, str]:
    """The text of the policy in this file, or that ships under this name, and what problems call it."""
    if name in SHIPPED:
        return shipped(name), f"{name}.toml"
    try:
        return Path(name).read_text(encoding="utf-8-sig"), Path(name).name
    except (OSError, UnicodeDecodeError) as error:
        raise Problem(f"“{name}” cannot be read: {error}.") from None


def instant(text: str, zone: ZoneInfo) -> datetime:
    """An instant; a day is its midnight, and a time without an offset is one, in the policy's zone."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(f"“{text}” is no date: write one like 2026-11-24, or an instant like 2026-11-24T09:00+01:00.") from None
    return at if at.tzinfo else at.replace(tzinfo=zone)
