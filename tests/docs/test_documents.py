"""The documents lead somewhere and name what exists."""

import re
from pathlib import Path
from urllib.parse import unquote

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "counterfoil"
DOCUMENTS = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
PACKAGES = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))
DECISIONS = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md"))
LINK = re.compile(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_link_between_documents_leads_somewhere(document: str) -> None:
    path = ROOT / document
    links = LINK.findall(path.read_text(encoding="utf-8"))
    assert [link for link in links if not (path.parent / unquote(link)).exists()] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_the_map_of_the_code_shows_every_package(package: str) -> None:
    assert re.search(rf"^  {package}/ ", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE)


def test_the_map_of_the_code_shows_only_what_exists() -> None:
    [tree] = re.findall(r"```\nsrc/counterfoil/\n(.*?)```", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.DOTALL)
    package, missing = SOURCE, []
    for line in tree.splitlines():
        found = re.match(r"( {2,4})([\w./ ,{}]+?)(?: {2,}|$)", line)
        if not found:
            continue
        for name in found[2].split():
            parent = SOURCE if len(found[1]) == 2 else package
            if not (parent / name).exists():
                missing.append(f"{parent.name}/{name}")
            if len(found[1]) == 2:
                package = SOURCE / name
    assert missing == []


def test_the_decisions_are_numbered_without_a_gap() -> None:
    assert [int(name[:4]) for name in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("name", DECISIONS)
def test_a_decision_gives_context_decision_and_consequences(name: str) -> None:
    text = (ROOT / "docs" / "decisions" / name).read_text(encoding="utf-8")
    assert text.startswith(f"# {int(name[:4])}. ")
    assert re.findall(r"^\*\*(\w+)\.\*\*", text, re.MULTILINE) == ["Context", "Decision", "Consequences"]
