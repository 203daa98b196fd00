"""Categories as forms and programs name them."""

import pytest

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.models import Category
from counterfoil.catalog.queries import category, choices, team_of
from tests.support.cast import Cast
from tests.support.time import at


def test_a_desk_begins_with_the_categories_of_the_sop(cast: Cast) -> None:
    assert [found.path for found in choices()] == ["hardware", "software", "access", "network", "general"]
    assert {found.team for found in choices()} == {cast.desk}


@pytest.mark.parametrize("path", ["hardware", " Hardware ", "/HARDWARE/"])
def test_a_category_is_found_by_its_path(cast: Cast, path: str) -> None:
    assert category(path).name == "Hardware"


def test_what_is_retired_or_unknown_is_not_found(cast: Cast) -> None:
    Category.objects.filter(path="hardware").update(retired_at=at(0))
    for path in ("hardware", "nowhere", ""):
        with pytest.raises(Category.DoesNotExist):
            category(path)
    assert "hardware" not in {found.path for found in choices()}


def test_the_nearest_branch_with_a_team_decides(cast: Cast) -> None:
    leaf = ensure_category("network/vpn/tunnel")
    assert team_of(leaf) == cast.desk.id
    ensure_category("network/vpn").team = None
    Category.objects.filter(path="network/vpn").update(team=cast.network)
    assert team_of(Category.objects.get(path="network/vpn/tunnel")) == cast.network.id
    assert team_of(None) is None
    assert team_of(ensure_category("elsewhere")) is None
