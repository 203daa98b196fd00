"""Markdown as people type it, rendered to HTML that is safe on any page."""

from markdown_it import MarkdownIt

from counterfoil.prose.sanitize import sanitize

# Headings would break into the page's own outline; indented code and tables mostly hit quoted mail and pasted logs;
# an image would make the reader's browser call a stranger's server.
LEFT_AS_TYPED = ["heading", "lheading", "hr", "code", "table", "image", "html_block", "html_inline"]


def render(text: str) -> str:
    """The Markdown in `text` as sanitized HTML: bold, italic, code, lists, quotes and links.

    A single line break stays a line break, because mail and chat are written that way. Raw HTML is shown, never obeyed.
    """
    return sanitize(str(WRITER.render(text.replace("\x00", ""))))


def _writer() -> MarkdownIt:
    writer = MarkdownIt("commonmark", {"html": False, "linkify": True, "breaks": True}).enable("linkify")
    writer.disable(LEFT_AS_TYPED)
    # A bare "notes.md" is a file, not a site in Moldova.
    writer.linkify.set({"fuzzy_link": False})  # type: ignore[union-attr]
    return writer


WRITER = _writer()
