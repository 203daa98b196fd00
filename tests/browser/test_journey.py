"""The whole journey in a real browser: a person reports, the desk works, the person confirms and rates; with and without scripts."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect

from counterfoil.people.actions import add_user
from counterfoil.people.actors import actor_of
from counterfoil.people.models import Team
from counterfoil.policy.vocabulary import Channel, Role, Status
from counterfoil.tickets.actions.converse import add_note
from counterfoil.tickets.models import Message, Rating, Ticket
from tests.browser.chromium import browser, installed
from tests.browser.tickets import some

pytestmark = [
    pytest.mark.browser,
    pytest.mark.usefixtures("begun"),
    pytest.mark.skipif(installed() is None, reason="Chromium is not installed"),
]

PASSWORD = "a quite long sentence"
AXE = Path(__file__).parent / "vendor" / "axe.min.js"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    # Playwright keeps an event loop in this thread, and Django would refuse the database in it.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with browser() as running:
        yield running
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def people(begun: None) -> None:
    desk = Team.objects.get(is_default=True)
    add_user(email="rita@fernhill.example", name="Rita Almeida", role=Role.REQUESTER, password=PASSWORD, now=timezone.now())
    add_user(email="amir@fernhill.example", name="Amir Haddad", role=Role.AGENT, teams=[desk], password=PASSWORD, now=timezone.now())


def visit(chromium: Browser, live_server: Any, name: str, **options: Any) -> tuple[BrowserContext, Page, list[str]]:
    """Somebody signed in, in a browser of the own; the list collects what the browser complains about."""
    context = chromium.new_context(base_url=live_server.url, **options)
    page, trouble = context.new_page(), []
    # Chromium gives up the cross-fade between two pages when the machine is slow, and reports that as an error of the page.
    page.on("pageerror", lambda error: None if "Transition was aborted" in str(error) else trouble.append(str(error)))
    page.on("console", lambda message: trouble.append(message.text) if "Content Security Policy" in message.text else None)
    page.goto("/accounts/login/")
    page.get_by_label("Email address").fill(f"{name}@fernhill.example")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/")
    return context, page, trouble


@pytest.mark.parametrize("scripts", [True, False])
def test_from_report_to_rating(scripts: bool, chromium: Browser, live_server: Any, people: None) -> None:
    rita, hers, wrong = visit(chromium, live_server, "rita", java_script_enabled=scripts, viewport={"width": 390, "height": 844})
    hers.goto("/new")
    hers.get_by_role("button", name="Send request").click()
    expect(hers).to_have_title(re.compile("^Error:"))
    if scripts:
        expect(hers.locator("#errors")).to_be_focused()
    hers.get_by_label("In a few words").fill("VPN drops every ten minutes")
    hers.get_by_text("Internet, Wi-Fi, VPN").click()
    hers.get_by_label("What happens?").fill("Every call is lost.")
    hers.get_by_text("Only me").click()
    hers.get_by_text("No, I’m stuck").click()
    if scripts:
        expect(hers.locator("#promise")).to_contain_text("We aim to have it solved by")
    hers.locator("#files").set_input_files({"name": "vpn.log", "mimeType": "text/plain", "buffer": b"dropped"})
    if scripts:
        expect(hers.locator(".chosen .file")).to_contain_text("vpn.log")
    hers.get_by_role("button", name="Send request").click()
    expect(hers.get_by_text("We have your request")).to_be_visible()
    reference = Ticket.objects.get().reference

    amir, his, also_wrong = visit(chromium, live_server, "amir", java_script_enabled=scripts, viewport={"width": 1440, "height": 900})
    his.goto("/q/all")
    his.get_by_role("link", name="VPN drops every ten minutes").click()
    expect(his.get_by_text("vpn.log")).to_be_visible()
    his.get_by_role("link", name="Internal note").click()
    his.get_by_label("Internal note, colleagues only").fill("Seems to be the gateway.")
    his.get_by_role("button", name="Add note").click()
    expect(his.locator(".msg.note")).to_contain_text("Seems to be the gateway.")
    if not scripts:
        his.get_by_role("link", name="Reply").click()
    his.get_by_label("Public reply to Rita Almeida").fill("I look into it, **Rita**.")
    his.get_by_role("button", name="Send reply").click()
    expect(his.locator(".msg.out strong", has_text="Rita")).to_be_visible()
    his.locator(".bar").get_by_role("link", name="Resolve").click()
    his.get_by_label("Solution").fill("The gateway renews its keys again.")
    his.get_by_role("button", name="Resolve and ask for confirmation").click()
    expect(his.locator(".props").get_by_text("Resolved", exact=True)).to_be_visible()

    hers.goto(f"/r/{reference}")
    expect(hers.get_by_text("The gateway renews its keys again.")).to_be_visible()
    expect(hers.get_by_text("Seems to be the gateway.")).to_have_count(0)
    hers.get_by_role("button", name="Yes, it’s solved").click()
    hers.locator(".rate label").nth(4).click()
    hers.get_by_role("button", name="Send rating").click()
    expect(hers.get_by_text("You rated the help 5 of 5")).to_be_visible()

    assert Ticket.objects.get().status == Status.CLOSED
    assert Rating.objects.get().score == 5
    assert Message.objects.get(body="Seems to be the gateway.").is_public is False
    assert wrong + also_wrong == []
    rita.close()
    amir.close()


def test_keys_reach_what_they_are_shown_beside(chromium: Browser, live_server: Any, people: None) -> None:
    some(3)
    context, page, wrong = visit(chromium, live_server, "amir", viewport={"width": 1440, "height": 900})
    page.goto("/q/all")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row a.go").nth(1)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/t/*")
    page.keyboard.press("m")
    expect(page.get_by_label("Internal note, colleagues only")).to_be_focused()
    page.keyboard.type("e is only a letter here")
    expect(page.locator("dialog[open]")).to_have_count(0)
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg.note")).to_contain_text("e is only a letter here")
    page.keyboard.press("e")
    expect(page.get_by_label("Solution")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)
    expect(page.locator("dialog:focus-within")).to_have_count(0)
    page.keyboard.press("g")
    page.keyboard.press("u")
    page.wait_for_url("**/q/unassigned")
    assert wrong == []
    context.close()


def test_nothing_typed_is_lost_when_a_colleague_was_faster_or_the_line_is_down(chromium: Browser, live_server: Any, people: None) -> None:
    [reference] = some(1)
    context, page, wrong = visit(chromium, live_server, "amir", viewport={"width": 1440, "height": 900})
    page.goto(f"/t/{reference}")
    box = page.get_by_label("Public reply to Rita Almeida")
    box.fill("My long answer")

    context.set_offline(True)
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("#toasts")).to_contain_text("there is no connection")
    expect(box).to_have_value("My long answer")
    context.set_offline(False)

    lena = add_user(
        email="lena@fernhill.example", name="Lena Brandt", role=Role.LEAD, teams=[Team.objects.get(is_default=True)], now=timezone.now()
    )
    add_note(ticket=Ticket.objects.get(), actor=actor_of(lena, Channel.DESK), text="I have them on the phone", now=timezone.now())
    page.get_by_role("button", name="Send reply").click()
    expect(page.get_by_text("Somebody was faster.")).to_be_visible()
    expect(page.locator("#errors")).to_be_focused()
    expect(page.locator(".msg.note").last).to_contain_text("I have them on the phone")
    expect(box).to_have_value("My long answer")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".msg.out").last).to_contain_text("My long answer")

    page.locator(".bar").get_by_role("link", name="Resolve").click()
    page.get_by_role("button", name="Resolve and ask for confirmation").click()
    expect(page.locator("dialog:modal")).to_contain_text("Write down the solution")
    assert wrong == []
    context.close()


@pytest.mark.parametrize(("theme", "width"), [("light", 1440), ("dark", 390), ("light", 320)])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(
    theme: Any, width: int, chromium: Browser, live_server: Any, people: None
) -> None:
    references = some(4)
    for name, paths in {
        "rita": ["/", "/new", "/requests", *(f"/r/{reference}" for reference in references), f"/r/{references[0]}?sent", "/nothing"],
        "amir": ["/q/mine", "/q/all", "/q/at-risk", *(f"/t/{reference}" for reference in references)],
    }.items():
        context, page, _ = visit(chromium, live_server, name, color_scheme=theme, viewport={"width": width, "height": 900}, bypass_csp=True)
        if name == "amir":
            paths += [f"/t/{references[0]}?do={noun}" for noun in ("triage", "resolution", "escalation", "assignment", "interactions")]
        for path in paths:
            page.goto(path)
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
            assert not found, (path, [(one["id"], one["nodes"][0]["html"]) for one in found])
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        context.close()
