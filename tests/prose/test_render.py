"""Markdown becomes safe HTML."""

from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from counterfoil.prose import render
from counterfoil.prose.sanitize import ATTRIBUTES, SCHEMES, TAGS

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt&#58;alert(1))",
    "[click](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://tracker.example/pixel.gif)",
    '<a href="vbscript:x">y</a>',
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    '[x](https://ok.example "\\" onmouseover=alert(1) x=\\"")',
    "<iframe srcdoc='<script>1</script>'>",
    "`<script>`",
    "> <b onclick=alert(1)>",
]


class Seen(HTMLParser):
    """Collects what a browser would make of the output."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]

    def handle_data(self, data: str) -> None:
        self.text += data


def seen(html: str) -> Seen:
    reader = Seen()
    reader.feed(html)
    reader.close()
    return reader


def assert_harmless(html: str) -> None:
    page = seen(html)
    assert set(page.tags) <= TAGS
    for tag, name, value in page.attributes:
        assert name in ATTRIBUTES.get(tag, set()) | {"rel"}
        if name == "href":
            assert value.split(":")[0].lower() in SCHEMES or ":" not in value


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_runs_nothing_and_loads_nothing(text: str) -> None:
    assert_harmless(render(text))


@given(
    st.lists(st.sampled_from([*HOSTILE, "\n", "\n\n", "  ", "- ", "> ", "**", "`", "<", ">", '"', "'", "&#x"]), max_size=12).map("".join)
)
@example("".join(HOSTILE))
def test_any_mix_of_hostile_pieces_stays_harmless(text: str) -> None:
    assert_harmless(render(text))


@given(st.text(max_size=300))
def test_any_text_renders(text: str) -> None:
    assert_harmless(render(text))


def test_raw_html_is_shown_not_obeyed() -> None:
    assert seen(render("press <b>Save</b> now")).text.strip() == "press <b>Save</b> now"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**bold** and *italic*", "<p><strong>bold</strong> and <em>italic</em></p>"),
        ("first\nsecond", "<p>first<br>\nsecond</p>"),
        ("# no heading", "<p># no heading</p>"),
        ("see notes.md", "<p>see notes.md</p>"),
        ("    indented mail", "<p>indented mail</p>"),
    ],
)
def test_markdown_reads_as_it_was_typed(text: str, html: str) -> None:
    assert render(text).strip() == html


def test_a_typed_address_becomes_a_link_that_tells_nobody_where_it_was() -> None:
    assert 'rel="noopener noreferrer nofollow"' in render("see https://go.fernhill.example/crm")
