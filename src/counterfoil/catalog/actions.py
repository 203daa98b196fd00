"""Make categories."""

from datetime import datetime

from django.utils.text import slugify

from counterfoil.catalog.models import Category
from counterfoil.people.models import Team


def ensure_category(
    path: str, *, name: str = "", asks: str = "", team: Team | None = None, place: int = 50, retired_at: datetime | None = None
) -> Category:
    """The category of that path, made with its branches when missing. A path is words joined by `/`; ValueError without a word.

    `retired_at` is for one that only an import names: no form offers it.
    """
    parts = [slugify(part) for part in path.split("/") if slugify(part)]
    if not parts:
        raise ValueError(f"“{path}” names no category.")
    parent: Category | None = None
    for depth in range(1, len(parts)):
        parent = ensure_category("/".join(parts[:depth]), retired_at=retired_at)
    made, _ = Category.objects.get_or_create(
        path="/".join(parts),
        defaults={
            "name": name or path.split("/")[-1].strip().capitalize(),
            "asks": asks,
            "parent": parent,
            "team": team,
            "place": place,
            "retired_at": retired_at,
        },
    )
    return made
