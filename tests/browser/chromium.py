"""The distribution's Chromium, driven by Playwright: no download, no call of its own to anywhere."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
]


def installed() -> str | None:
    """Where Chromium is, or None: then browser tests skip and say so."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


@contextmanager
def browser() -> Iterator[Browser]:
    """A running Chromium, closed afterwards."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=installed(), args=QUIET)
        try:
            yield running
        finally:
            running.close()
