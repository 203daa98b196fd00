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
    parser = commands.add_parser("user", help="manage accounts")
    deeds = parser.add_subparsers(metavar="add", required=True)
    add = deeds.add_parser("add", help="add a person, or give a known one another role")
    add.add_argument("--email", required=True)
    add.add_argument("--name", required=True)
    add.add_argument("--role", required=True, choices=ROLES)
    add.add_argument("--team", help="the team a member of staff works in")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input, not from the command line")
    add.set_defaults(run=run)


def run(args: argparse.Namespace, options: Options) -> int:
    """Add the person and answer with id and address."""
    password = sys.stdin.readline().rstrip("\r\n") if args.password_stdin else None
    with installation.opened(options):
        from django.core.exceptions import ValidationError

        from counterfoil.people import actions
        from counterfoil.people.identify import Unreachable

        try:
            user = actions.add_user(
                email=args.email,
                name=args.name,
                role=Role(args.role),
                teams=[actions.find_team(args.team)] if args.team else [],
                password=password,
                now=datetime.now(UTC),
            )
        except ValidationError as error:
            raise Problem(" ".join(error.messages)) from None
        except (Unreachable, LookupError) as error:
            raise Problem(str(error.args[0])) from None
    answer({"id": user.id, "email": user.email})
    return 0
