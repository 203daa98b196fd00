"""Make categories."""

import pytest

from counterfoil.catalog.actions import ensure_category
from counterfoil.catalog.models import Category
from tests.support.cast import Cast


def test_a_path_is_made_with_its_branches(cast: Cast) -> None:
    leaf = ensure_category("Network/VPN Gateway/Tunnel", name="Tunnel", team=cast.network, place=3)
    assert (leaf.path, leaf.name, leaf.team, leaf.place) == ("network/vpn-gateway/tunnel", "Tunnel", cast.network, 3)
    assert leaf.parent is not None
    assert (leaf.parent.path, leaf.parent.parent) == ("network/vpn-gateway", Category.objects.get(path="network"))


def test_what_exists_is_left_as_it_is(cast: Cast) -> None:
    assert ensure_category("hardware", name="Things", team=cast.network).name == "Hardware"
    assert ensure_category("hardware").team == cast.desk


@pytest.mark.parametrize("path", ["", "/", " / ", "!!!"])
def test_a_path_without_a_word_names_nothing(cast: Cast, path: str) -> None:
    with pytest.raises(ValueError, match="names no category"):
        ensure_category(path)
    assert not Category.objects.filter(path="").exists()
