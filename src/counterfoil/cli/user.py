"""`counterfoil user add`: give somebody an account."""

import argparse
import sys
from datetime import UTC, datetime

from counterfoil.cli import installation
from counterfoil.cli.speech import Commands, Problem, answer
from counterfoil.config.options import Options
from counterfoil.policy.vocabulary import Role

ROLES = (Role.REQUESTER, Role.AGENT, Role.LEAD, Role.SUPERVISOR, Role.AUDITOR, Role.ADMINISTRATOR)


def register(commands: Commands) -> None:
    """Add the command."""
    deeds = commands.add_parser("user", help="add people").add_subparsers(metavar="add", required=True)
    add = deeds.add_parser("add", help="give somebody an account, or a known requester a role")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=[role.value for role in ROLES])
    add.add_argument("--team", metavar="T", help="the name of the team to be in")
    add.add_argument("--password-stdin", action="store_true", help="read a password from the first line of standard input")
    add.set_defaults(run=run)


def run(args: argparse.Namespace, options: Options) -> int:
    """Add the person and answer with the id. Without a password there is none to sign in with; it can be set by mail."""
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else None
    if password == "":
        raise Problem("Standard input holds no password.")
    with installation.opened(options):
        from django.core.exceptions import ValidationError

        from counterfoil.people.actions import add_user, find_team
        from counterfoil.people.identify import Unreachable

        try:
            teams = [find_team(args.team)] if args.team else []
            now = datetime.now(UTC)
            user = add_user(email=args.email, name=args.name, role=Role(args.role), teams=teams, password=password, now=now)
        except ValidationError as error:
            raise Problem(" ".join(error.messages)) from None
        except (LookupError, Unreachable) as error:
            raise Problem(str(error)) from None
        answer({"id": user.pk, "email": user.email})
    return 0
