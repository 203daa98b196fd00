"""Pictures of every page, to be looked at: `python -m tests.browser.shots http://127.0.0.1:8000 DIRECTORY`.

The address is that of a running demo (`make demo`). Each page is taken in both themes at 1440, 390 and 320 px.
"""

import argparse
import re
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page

from counterfoil.policy.vocabulary import Role
from tests.browser.chromium import browser

WIDTHS = {1440: 900, 390: 844, 320: 700}
THEMES = ("light", "dark")
NOBODY, REQUESTER, AGENT = None, Role.REQUESTER, Role.AGENT

PAGES: list[tuple[str, Role | None, str]] = [
    ("login", NOBODY, "/accounts/login/"),
    ("reset", NOBODY, "/accounts/password/reset/"),
    ("home", NOBODY, "/"),
    ("submit", NOBODY, "/new"),
    ("missing", NOBODY, "/nothing/here"),
    ("home-signed-in", REQUESTER, "/"),
    ("submit-signed-in", REQUESTER, "/new"),
    ("requests", REQUESTER, "/requests"),
    ("queue-mine", AGENT, "/q/mine"),
    ("queue-unassigned", AGENT, "/q/unassigned"),
    ("queue-at-risk", AGENT, "/q/at-risk"),
    ("queue-all", AGENT, "/q/all"),
]
DIALOGS = ("triage", "assignment", "escalation", "resolution", "awaiting", "interactions")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base")
    parser.add_argument("into", type=Path)
    parser.add_argument("--only", default="", help="only the pictures whose name contains this")
    args = parser.parse_args()
    args.into.mkdir(parents=True, exist_ok=True)
    with browser() as running:
        for theme in THEMES:
            for width, height in WIDTHS.items():
                take(running, args.base, args.into, theme, width, height, args.only)


def take(running: Browser, base: str, into: Path, theme: str, width: int, height: int, only: str) -> None:
    """All pages at one width in one theme."""
    for who in (NOBODY, REQUESTER, AGENT):
        context = running.new_context(
            base_url=base, color_scheme="dark" if theme == "dark" else "light", viewport={"width": width, "height": height}
        )
        page = context.new_page()
        if who:
            sign_in(page, who)
        for name, path in [(name, path) for name, role, path in PAGES if role == who] + list(found(page, who)):
            if only not in name:
                continue
            page.goto(path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=into / f"{name}-{theme}-{width}.png", full_page=not path.startswith(("/q/", "/t/")))
            wide = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                print(f"{name} is {wide} px wide at {width} px")
        context.close()


def sign_in(page: Page, role: Role) -> None:
    """Sign in as the person of that role whom the demo's sign-in page names."""
    page.goto("/accounts/login/")
    password = page.locator(".demo p code").inner_text()
    email = page.locator(".demo .line", has=page.locator(".tag", has_text=role.label)).first.locator("code").inner_text()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")


def found(page: Page, who: Role | None) -> Iterator[tuple[str, str]]:
    """Tickets of the person in various states, as the lists show them."""
    if who == AGENT:
        page.goto("/q/mine")
        links = [link.get_attribute("href") or "" for link in page.locator(".row a.go").all()][:3]
        for number, path in enumerate(links, start=1):
            yield f"ticket-{number}", path
        for noun in DIALOGS if links else ():
            yield f"ticket-{noun}", f"{links[0]}?do={noun}"
        if links:
            yield "ticket-note", f"{links[0]}?mode=note"
    if who == REQUESTER:
        page.goto("/requests")
        links = [link.get_attribute("href") or "" for link in page.locator(".line a.go").all()]
        for number, path in enumerate(dict.fromkeys(links), start=1):
            if number <= 4:
                yield f"request-{number}", path
        if links:
            yield "request-sent", re.sub(r"$", "?sent", links[0])


if __name__ == "__main__":
    main()
