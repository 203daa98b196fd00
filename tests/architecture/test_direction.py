"""The arrows of ARCHITECTURE.md hold: the import contracts of pyproject.toml are kept, and each can be broken."""

import tomllib
from pathlib import Path

import pytest
from importlinter.cli import lint_imports

ROOT = Path(__file__).parents[2]
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8")).get("tool", {}).get("importlinter", {})
PACKAGES = sorted(path.parent.name for path in (ROOT / "src" / "counterfoil").glob("*/__init__.py"))

# What each contract is said to allow no import of; the opposite is planted below.
PLANTED = {
    "a layer upside down": 'type = "layers"\ncontainers = ["counterfoil"]\nlayers = ["policy", "tickets"]',
    "a plain package that imports": 'type = "forbidden"\nsource_modules = ["counterfoil.store"]\nforbidden_modules = ["django"]',
}


def test_every_contract_is_kept(capsys: pytest.CaptureFixture[str]) -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0, capsys.readouterr().out


def test_every_package_has_its_place_in_the_layers() -> None:
    [layers] = [contract["layers"] for contract in SETTINGS["contracts"] if contract.get("containers") == ["counterfoil"]]
    placed = {name.strip(" ()") for layer in layers for name in layer.split("|")}
    assert set(PACKAGES) <= placed


@pytest.mark.parametrize("contract", PLANTED.values(), ids=PLANTED)
def test_a_planted_breach_is_found(contract: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = tmp_path / "planted.toml"
    settings.write_text(
        '[tool.importlinter]\nroot_package = "counterfoil"\ninclude_external_packages = true\n\n'
        f'[[tool.importlinter.contracts]]\nname = "Planted"\n{contract}\n'
    )
    assert lint_imports(config_filename=str(settings), no_cache=True) == 1
    assert "Planted BROKEN" in capsys.readouterr().out
