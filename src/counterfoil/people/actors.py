"""Who acts, in which role, by which channel: the first argument of every verb."""

from dataclasses import dataclass

from counterfoil.people.models import STAFF, User
from counterfoil.policy.vocabulary import Channel, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, the holder of a signed link to one ticket, or a recorded job.

    An import may have to supply what its source lacks: `is_supplied` marks the deed itself, `texts` the words that are ours.
    """

    user: User | None
    role: Role
    channel: Channel
    link_to: int | None = None
    is_supplied: bool = False
    texts: tuple[str, ...] = ()

    @property
    def id(self) -> int | None:
        return self.user.id if self.user else None

    @property
    def is_staff(self) -> bool:
        return self.role in STAFF

    @property
    def is_system(self) -> bool:
        return self.role is Role.SYSTEM


SYSTEM = Actor(user=None, role=Role.SYSTEM, channel=Channel.SYSTEM)


def actor_of(user: User, channel: Channel) -> Actor:
    """A person who signed in, or is otherwise proven, acting in the own role."""
    return Actor(user=user, role=Role(user.role), channel=channel)


def link_holder(user: User, ticket_id: int) -> Actor:
    """The person whom a signed link names: the public view of that one ticket, and nothing else."""
    return Actor(user=user, role=Role.LINK, channel=Channel.PORTAL, link_to=ticket_id)


def importer(user: User | None = None, *, is_supplied: bool = False, texts: tuple[str, ...] = ()) -> Actor:
    """The import of a log: acts with a job's rights in the name of the person the source names; its notices are muted."""
    return Actor(user=user, role=Role.SYSTEM, channel=Channel.IMPORT, is_supplied=is_supplied, texts=texts)
