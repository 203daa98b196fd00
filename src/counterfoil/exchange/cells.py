"""Cells that no spreadsheet takes for a formula, and back again (security V9)."""

DANGEROUS = tuple("=+-@\t\r\n;|%＝＋－＠")
QUOTES = "\"'` \u00a0\u200b\ufeff“”„‘’"
GUARD = "'"


def guarded(text: str) -> str:
    """The text as a cell, with `'` before whatever a spreadsheet could run. `unguarded` gives the text back exactly."""
    is_dangerous = text.startswith((*DANGEROUS, GUARD)) or text.lstrip(QUOTES).startswith(DANGEROUS)
    return GUARD + text if is_dangerous else text


def unguarded(cell: str) -> str:
    """The text that `guarded` was given."""
    return cell.removeprefix(GUARD)
