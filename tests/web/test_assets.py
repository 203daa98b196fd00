"""Style sheets and scripts."""

import gzip
import hashlib
import re

import pytest
from django.test import Client

from counterfoil.web.assets import PARTS, STATIC, address, asset


@pytest.mark.parametrize("name", PARTS)
def test_an_asset_is_kept_for_a_year_under_its_own_name_only(name: str) -> None:
    client = Client()
    fresh, old = client.get(address(name)), client.get(f"/look/000000000000/{name}")
    assert fresh.content == old.content == asset(name).body
    assert "immutable" in fresh["Cache-Control"]
    assert old["Cache-Control"] == "no-store"


def test_an_unknown_asset_is_not_there() -> None:
    assert Client().get("/look/0/settings.py").status_code == 404


def test_every_part_is_part_of_something() -> None:
    used = {part for parts in PARTS.values() for part in parts}
    assert used == {str(file.relative_to(STATIC)) for kind in ("css", "js") for file in (STATIC / kind).iterdir()}


def test_what_a_page_loads_stays_within_its_budget() -> None:
    htmx = len(gzip.compress((STATIC / "vendor/htmx-4.0.1.min.js").read_bytes()))
    assert len(asset("look.css").packed) <= 14_000
    assert len(asset("staff.js").packed) <= 14_000
    assert len(asset("staff.js").packed) + htmx <= 32_000
    assert len(asset("portal.js").packed) <= 8_000


def test_what_others_made_is_kept_unchanged() -> None:
    rows = re.findall(r"\| `([\w./-]+)` \|.*\| `([0-9a-f]{64})` \|", (STATIC / "vendor/VENDORED.md").read_text(encoding="utf-8"))
    assert len(rows) == 2
    for name, digest in rows:
        assert hashlib.sha256((STATIC / "vendor" / name).read_bytes()).hexdigest() == digest


def test_no_sheet_needs_force() -> None:
    assert b"!important" not in asset("look.css").body
