"""The five prohibitions as checks: each reads one source text and tells what it finds, as "line: what"."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

Finding = tuple[int, str]

WRITES = {"create", "bulk_create", "get_or_create", "update_or_create", "update", "bulk_update", "delete"}
OF_THE_TICKET = {"Ticket", "Event", "Clock", "Message"}
SENDERS = ("smtplib", "requests", "urllib3", "urllib.request", "http.client", "httpx", "django.core.mail")
CLOCKS = {"now", "utcnow", "today", "localdate", "localtime"}
READ_THE_CLOCK = {"web/middleware.py", "api/app.py", "live/app.py", "worker/app.py"}


def one_door(tree: ast.AST) -> Iterator[Finding]:
    """1. A ticket's status and its rows are written by its own package alone."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "status" and isinstance(node.ctx, ast.Store):
            yield node.lineno, "sets .status"
        if not isinstance(node, ast.Call):
            continue
        if name_of(node.func) == "Ticket":
            yield node.lineno, "makes a Ticket"
        match node.func:
            case ast.Attribute(attr=verb, value=value) if verb in WRITES and (written := names_in(value) & OF_THE_TICKET):
                yield node.lineno, f"writes {written.pop()} rows"
            case ast.Attribute(attr="update") if any(keyword.arg == "status" for keyword in node.keywords):
                yield node.lineno, "updates status"


def no_hook(tree: ast.AST) -> Iterator[Finding]:
    """2. No rule hangs on saving: no overridden save(), no receiver of a saving signal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield from (
                (deed.lineno, "overrides save()") for deed in node.body if isinstance(deed, ast.FunctionDef) and deed.name == "save"
            )
        name = name_of(node) if isinstance(node, ast.Name | ast.Attribute) else ""
        if name in ("pre_save", "post_save"):
            yield node.lineno, f"uses {name}"  # type: ignore[attr-defined]


def no_clock(tree: ast.AST) -> Iterator[Finding]:
    """3. Time is passed in: nothing asks the system or the database for it."""
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=ast.Attribute(attr=attr), args=args) if attr in CLOCKS and (attr != "localtime" or not args):
                yield node.lineno, f"calls {attr}()"
            case ast.Call(func=ast.Name(id="Now")):
                yield node.lineno, "asks the database for the time"
            case ast.Attribute(attr="now" | "utcnow" | "today", value=ast.Name(id="timezone" | "datetime" | "date")):
                yield node.lineno, f"names {node.attr} as a default"
            case ast.Attribute(attr="time", value=ast.Name(id="time")):
                yield node.lineno, "reads time.time"
            case ast.keyword(arg="auto_now" | "auto_now_add"):
                yield node.value.lineno, f"uses {node.arg}"
            case ast.Constant(value=str() as text) if re.search(r"\b(now|clock_timestamp)\(\)|\bCURRENT_TIMESTAMP\b", text) and " " in text:
                yield node.lineno, "asks the database for the time"


def no_sending(tree: ast.AST) -> Iterator[Finding]:
    """4. Nothing is sent inside a change: what sends is imported by the senders alone."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names = [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
        yield from ((node.lineno, f"imports {name}") for name in names if name.startswith(SENDERS))  # type: ignore[attr-defined]


def text_is_data(tree: ast.AST) -> Iterator[Finding]:
    """5. Stored text is never run: no eval, no template made from a value, no .format on anything but a literal."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if name_of(node.func) in ("eval", "exec", "Template", "from_string") and not is_literal(node.args):
            yield node.lineno, f"calls {name_of(node.func)}"
        match node.func:
            case ast.Attribute(attr="format" | "format_map", value=ast.Constant() | ast.JoinedStr()):
                pass
            case ast.Attribute(attr="format" | "format_map", value=ast.Call(args=args)) if is_literal(args):
                pass
            case ast.Attribute(attr="format" | "format_map", value=value) if not name_of(value).isupper():
                yield node.lineno, "formats text that is not a literal"


INLINE = (
    (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/json)[^>]*>", re.IGNORECASE), "has an inline script"),
    (re.compile(r"<style\b", re.IGNORECASE), "has an inline style sheet"),
    (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "has a style attribute"),
    (re.compile(r"<[^>]*\s(?:hx-)?on[a-z:-]+\s*=", re.IGNORECASE), "has an inline handler"),
    (re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE), "has a script address"),
)


def page_is_data(text: str) -> Iterator[Finding]:
    """5. A page carries no script, style or handler of its own: the content security policy would refuse them."""
    bare = re.sub(r"\{#.*?#\}", lambda comment: "\n" * comment[0].count("\n"), text, flags=re.DOTALL)
    for pattern, what in INLINE:
        yield from ((bare[: found.start()].count("\n") + 1, what) for found in pattern.finditer(bare))


def name_of(node: ast.AST) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def names_in(node: ast.AST) -> set[str]:
    """The names of a chain: `models`, `Ticket`, `objects` and `filter` of `models.Ticket.objects.filter(…)`."""
    names = set()
    while isinstance(node, ast.Attribute | ast.Call):
        names.add(name_of(node))
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return names | {name_of(node)}


def is_literal(arguments: list[ast.expr]) -> bool:
    return bool(arguments) and all(isinstance(argument, ast.Constant) for argument in arguments)


def under(*folders: str) -> Callable[[str], bool]:
    return lambda path: path.startswith(tuple(f"{folder}/" for folder in folders))


def below_the_ways_in(path: str) -> bool:
    return path not in READ_THE_CLOCK and not under("cli", "demo")(path)


# Check, and whether a file (its path below src/counterfoil) is exempt from it.
PROHIBITIONS: tuple[tuple[Callable[[ast.AST], Iterator[Finding]], Callable[[str], bool]], ...] = (
    (one_door, under("tickets")),
    (no_hook, lambda path: False),
    (no_clock, lambda path: not below_the_ways_in(path)),
    (no_sending, under("mail", "notifications/channels")),
    (text_is_data, lambda path: False),
)


def findings(path: str, text: str) -> list[str]:
    """What a file below src/counterfoil breaks, as "path:line what"."""
    if PurePosixPath(path).suffix != ".py":
        return [f"{path}:{line} {what}" for line, what in page_is_data(text)]
    tree = ast.parse(text)
    return [f"{path}:{line} {what}" for check, is_exempt in PROHIBITIONS if not is_exempt(path) for line, what in check(tree)]
