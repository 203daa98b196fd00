"""Headers: nothing runs, loads or frames but what we serve ourselves."""

import re
from pathlib import Path

import pytest

import counterfoil.web
from tests.web.conftest import Cast, make
from tests.web.test_refusals import Browse

WEB = Path(counterfoil.web.__path__[0])
# Attributes and events of htmx 2 that version 4 silently ignores.
OF_HTMX_2 = re.compile(r"hx-(?:ext|vars|ws|sse|on|disinherit|history-elt|params|request)\b|sse-swap|htmx:[a-z]+[A-Z]")
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg/onload=alert(1)>',
    "'-alert(1)-'",
    "{{7*7}}",
    "{% debug %}",
    "${7*7}",
    "</textarea><script>alert(1)</script>",
    "javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
]


@pytest.mark.parametrize("path", ["/", "/new", "/accounts/login/", "/nothing", "/health", "/new/promise"])
def test_every_answer_carries_the_policy(path: str, db: None, browse: Browse) -> None:
    answer = browse(None).get(path)
    policy = answer["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_hostile_text_is_shown_as_it_was_typed_and_never_as_markup(text: str, cast: Cast, browse: Browse) -> None:
    cast.rita.name = f"Rita {text}"[:120]
    cast.rita.save(update_fields=["name"])
    ticket = make(cast, subject=text)
    for who, path in [
        (cast.rita, f"/r/{ticket.reference}"),
        (cast.rita, "/requests"),
        (cast.amir, f"/t/{ticket.reference}"),
        (cast.amir, "/q/all"),
    ]:
        page = browse(who).get(path).content.decode()
        assert "alert(1)</script>" not in page
        assert not re.search(r"<(?:svg|img)[^>]*\son\w+=", page)
        assert "49" not in re.sub(r"<[^>]*>", "", page.split("<main")[1]).replace(ticket.reference, "").replace("0149", "")


def test_templates_use_no_attribute_of_the_earlier_htmx() -> None:
    for file in [*WEB.glob("templates/**/*.html"), *WEB.glob("templates/**/*.jinja"), *WEB.glob("static/js/*.js")]:
        assert not OF_HTMX_2.search(file.read_text(encoding="utf-8")), file.name


@pytest.mark.parametrize(
    "target",
    ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "http:evil.example", "\thttps://evil.example"],
)
def test_signing_in_leads_nowhere_else(target: str, cast: Cast, browse: Browse) -> None:
    cast.amir.set_password("a long enough sentence")
    cast.amir.save(update_fields=["password"])
    answer = browse(None).post(
        "/accounts/login/", {"login": cast.amir.email, "password": "a long enough sentence", "next": target}, query_params={"next": target}
    )
    assert answer.status_code == 302
    assert "evil" not in answer["Location"]
    assert answer["Location"].startswith("/")


def test_switching_the_theme_leads_back_to_our_own_pages_only(db: None, browse: Browse) -> None:
    client = browse(None)
    assert client.post("/theme", {"theme": "light"}, headers={"Referer": "https://evil.example/x"})["Location"] == "/"
    answer = client.post("/theme", headers={"Referer": "http://testserver/new"})
    assert answer["Location"] == "http://testserver/new"
    assert 'data-theme="dark"' in client.get("/new").content.decode()


def test_errors_never_repeat_the_address(db: None, browse: Browse) -> None:
    page = browse(None).get("/call-0900-555-now-or-else").content.decode()
    assert "0900" not in page
