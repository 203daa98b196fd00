"""What the forms of a ticket offer: categories, levels, colleagues, teams, causes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from counterfoil.catalog import queries as catalog
from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Kind
from counterfoil.tickets.queries import ticket as tickets
from counterfoil.web import forms, rubric

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

# Words may be lazy translations.
Pairs = Sequence[tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Choices:
    """Each is pairs of value and words. `asks` are the policy's questions."""

    categories: Pairs = ()
    levels: Mapping[str, Pairs] = field(default_factory=dict)
    asks: Mapping[str, str] = field(default_factory=dict)
    people: Pairs = ()
    teams: Pairs = ()
    causes: Pairs = ()
    kinds: Pairs = tuple((kind.value, kind.label) for kind in Kind)
    workaround: Pairs = tuple(forms.WORKAROUND)
    contacts: Pairs = tuple(forms.CONTACTS)
    directions: Pairs = tuple(forms.DIRECTIONS)
    outcomes: Pairs = tuple(forms.OUTCOMES)


def of(ticket: "Ticket", book: PolicyBook) -> Choices:
    """What may be chosen for this ticket now."""
    return Choices(
        categories=[(category.path, _path(category.name, category.parent)) for category in catalog.choices()],
        levels=rubric.levels(book),
        asks={question.name: question.asks for question in rubric.asked(book)},
        people=[(str(person.id), person.name) for person in tickets.assignable(ticket=ticket)],
        teams=[(str(team.id), team.name) for team in tickets.teams()],
        causes=[(cause.word, cause.label) for cause in book.causes],
    )


def _path(name: str, parent: object) -> str:
    return f"{parent}, {name}" if parent else name
