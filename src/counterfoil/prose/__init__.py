"""Text as people write it: Markdown to safe HTML, placeholders filled from an allow-list. No help-desk word in here."""

from counterfoil.prose.fill import fill, placeholders
from counterfoil.prose.render import render
from counterfoil.prose.sanitize import sanitize

__all__ = ["fill", "placeholders", "render", "sanitize"]
