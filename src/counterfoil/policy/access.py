"""Who may do what: role × verb, read from `access.toml`."""

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from counterfoil.policy.vocabulary import Role, Verb, Word


class Reach(Word):
    """How far a right goes."""

    ALL = "all"
    TEAM = "team"
    OWN = "own"
    NEVER = "never"


class Denied(Exception):
    """The actor's role does not carry this verb on this ticket: what a door raises where `may` says no."""


def may(role: Role, verb: Verb, *, is_own: bool = False, is_team: bool = False, admin_content_access: bool = True) -> bool:
    """What is not granted is denied; what is denied for ever is granted by nothing else.

    `is_own`: the actor reported the ticket, or holds the link or part in it. `is_team`: it belongs to a team of the actor's.
    `admin_content_access` off takes an administrator's rights on tickets away, except on their own.
    """
    reach = RIGHTS.get((role, verb))
    if reach is Reach.NEVER:
        return False
    if is_own and RIGHTS.get((Role.REQUESTER, verb)) is Reach.OWN and role not in ON_ONE_TICKET:
        return True
    if role is Role.ADMINISTRATOR and not admin_content_access:
        return False
    return reach is Reach.ALL or (reach is Reach.TEAM and is_team) or (reach is Reach.OWN and is_own)


def _read(text: str) -> Mapping[tuple[Role, Verb], Reach]:
    return MappingProxyType(
        {(Role(role), Verb(verb)): Reach(reach) for role, rights in tomllib.loads(text).items() for verb, reach in rights.items()}
    )


# What these roles may do hangs on the one ticket; they are no accounts with tickets of their own.
ON_ONE_TICKET = (Role.PARTICIPANT, Role.LINK)

RIGHTS = _read(files("counterfoil.policy").joinpath("access.toml").read_text(encoding="utf-8"))
