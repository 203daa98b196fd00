"""Where each key of a TOML text stands, which `tomllib` does not say."""

import re

Path = tuple[str | int, ...]

KEY = r"""(?:"[^"]*"|'[^']*'|[A-Za-z0-9_-]+)"""
DOTTED = rf"{KEY}(?:\s*\.\s*{KEY})*"
HEADER = re.compile(rf"^\s*(\[\[?)\s*({DOTTED})\s*\]\]?")
ASSIGNMENT = re.compile(rf"^\s*({DOTTED})\s*=")
STRING_OR_COMMENT = re.compile(r""""(?:\\.|[^"\\])*"|'[^']*'|\#.*""")
LONG_STRING = re.compile(r'"""(?:\\.|[^\\])*?"""' + r"|'''.*?'''", re.DOTALL)


def lines_of(text: str) -> dict[Path, int]:
    """The line, from 1, of every table and key of valid TOML. Rows of an array of tables are numbered from 0.

    What stands inside an inline table or array has no entry of its own: `line_of` answers with the line of its key.
    """
    found: dict[Path, int] = {}
    rows: dict[Path, int] = {}
    table: Path = ()
    depth = 0
    for number, line in enumerate(_without_long_strings(text).split("\n"), start=1):
        if depth == 0 and (header := HEADER.match(line)):
            table = _within(_parts(header[2]), rows)
            if header[1] == "[[":
                rows[table] = rows.get(table, -1) + 1
                table += (rows[table],)
            found.setdefault(table, number)
            continue
        if depth == 0 and (assignment := ASSIGNMENT.match(line)):
            found[table + _parts(assignment[1])] = number
        bare = STRING_OR_COMMENT.sub("", line)
        depth += bare.count("[") + bare.count("{") - bare.count("]") - bare.count("}")
    return found


def line_of(path: Path, lines: dict[Path, int]) -> int:
    """The line of a key, or of the nearest table or key around it; 1 when there is none."""
    while path:
        if path in lines:
            return lines[path]
        path = path[:-1]
    return 1


def _without_long_strings(text: str) -> str:
    """The text with multi-line strings emptied, line for line, so that nothing in them looks like a key."""
    return LONG_STRING.sub(lambda match: '""' + "\n" * match[0].count("\n"), text)


def _parts(dotted: str) -> Path:
    return tuple(key.strip("\"'") for key in re.findall(KEY, dotted))


def _within(parts: Path, rows: dict[Path, int]) -> Path:
    """A header's path with the current row put after each array of tables it goes through."""
    path: Path = ()
    for part in parts[:-1]:
        path += (part,)
        if path in rows:
            path += (rows[path],)
    return path + parts[-1:]
