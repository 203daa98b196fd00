"""Categories as forms and programs name them."""

from counterfoil.catalog.models import Category


def choices() -> list[Category]:
    """The categories a ticket may be given now, in the order of the tree."""
    return list(Category.objects.filter(retired_at=None).select_related("parent").order_by("place", "path"))


def category(path: str) -> Category:
    """The category of that path, case ignored. Category.DoesNotExist for one that is unknown or retired."""
    return Category.objects.get(path=path.strip().strip("/").lower(), retired_at=None)


def team_of(chosen: Category | None) -> int | None:
    """The team that the category, or else the nearest branch above it, belongs to."""
    while chosen:
        if chosen.team_id:
            return chosen.team_id
        chosen = chosen.parent
    return None
