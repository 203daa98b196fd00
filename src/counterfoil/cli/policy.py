"""`counterfoil policy show|check|adopt`: the policy as a file."""

import argparse
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, Problem, answer, say
from counterfoil.config.options import Options
from counterfoil.policy.parse import SHIPPED, PolicyError, parse, shipped
from counterfoil.policy.vocabulary import Role
from counterfoil.policy.write import as_prose

ADOPTS = (Role.LEAD, Role.SUPERVISOR, Role.ADMINISTRATOR)


def register(commands: Commands) -> None:
    """Add the commands."""
    parser = commands.add_parser("policy", help="show, check or adopt a policy")
    deeds = parser.add_subparsers(metavar="show|check|adopt", required=True)
    shown = deeds.add_parser("show", help="print the policy in force, or the version named")
    shown.add_argument("--version")
    shown.add_argument("--format", choices=("toml", "markdown"), default="toml")
    shown.set_defaults(run=show)
    checked = deeds.add_parser("check", help="say what is wrong with a policy file: file, line, key and reason")
    checked.add_argument("file", metavar="FILE.toml")
    checked.set_defaults(run=check)
    adopted = deeds.add_parser("adopt", help="put a policy file in force from a date on")
    adopted.add_argument("file", metavar="FILE.toml")
    adopted.add_argument("--as", dest="who", required=True, metavar="EMAIL", help="who adopts it: a lead, supervisor or administrator")
    adopted.add_argument("--effective", required=True, metavar="DATE", type=date.fromisoformat)
    adopted.add_argument("--note", required=True, metavar="TEXT", help="what changes, for the revision history (SOP 1 §7)")
    adopted.set_defaults(run=adopt)


def show(args: argparse.Namespace, options: Options) -> int:
    """Print a version as it was adopted, or as a page to read."""
    with installation.opened(options):
        from counterfoil.handbook.queries import version_text

        try:
            text = version_text(args.version, now=datetime.now(UTC))
        except LookupError as error:
            raise Problem(str(error.args[0])) from None
    print(text if args.format == "toml" else as_prose(parse(text)), end="")
    return 0


def check(args: argparse.Namespace, _options: Options) -> int:
    """Read a policy file and say what is wrong with it; touches no database."""
    text, source = file_or_shipped(args.file)
    try:
        book = parse(text, source=source)
    except PolicyError as error:
        raise Problem(str(error)) from None
    say(f"{source} is a complete policy.")
    answer({"ok": True, "version": book.version, "effective": book.effective})
    return 0


def adopt(args: argparse.Namespace, options: Options) -> int:
    """Put a policy in force. Roll forward only: never from a day that has passed."""
    text, source = file_or_shipped(args.file)
    now = datetime.now(UTC)
    try:
        book = parse(text, source=source)
    except PolicyError as error:
        raise Problem(str(error)) from None
    zone = ZoneInfo(book.zone)
    if args.effective < now.astimezone(zone).date():
        raise Problem(f"{args.effective} has passed. What was decided by then stays decided; choose today or a later day.")
    with installation.opened(options):
        from counterfoil.handbook import actions
        from counterfoil.people.queries import staff_by_email

        person = staff_by_email(args.who)
        if person is None or Role(person.role) not in ADOPTS:
            raise Problem(f"{args.who} is no lead, supervisor or administrator here, so the policy was not adopted.")
        version = actions.adopt(
            text=text,
            source=source,
            effective_at=max(now, datetime.combine(args.effective, time(), zone)),
            author=person.name,
            note=args.note,
            actor_id=person.id,
            now=now,
        )
    answer({"id": version.id, "version": version.version, "effective": args.effective})
    return 0


def file_or_shipped(name: str) -> tuple[str, str]:
    """The text of a policy that ships under this name or stands in this file, and what problems call it."""
    if name in SHIPPED:
        return shipped(name), f"{name}.toml"
    try:
        return Path(name).read_text(encoding="utf-8-sig"), Path(name).name
    except (OSError, UnicodeDecodeError):
        raise Problem(f"“{name}” cannot be read, and no policy of that name ships. There are: {', '.join(SHIPPED)}.") from None
