"""Attachments: for whoever may read the message, only ever downloaded."""

from io import BytesIO

import pytest

from counterfoil.people.actors import actor_of
from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.actions.converse import add_note, reply
from counterfoil.tickets.files import Upload
from counterfoil.tickets.models import Attachment, Ticket
from tests.web.conftest import NOW, Cast
from tests.web.test_refusals import Browse

PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde"
OPAQUE = "application/octet-stream"


def attached(cast: Cast, ticket: Ticket, name: str, content: bytes, *, public: bool = True) -> Attachment:
    say = reply if public else add_note
    say(
        ticket=ticket,
        actor=actor_of(cast.amir, Channel.DESK),
        text="see file",
        files=[Upload(name, BytesIO(content), "text/html")],
        now=NOW,
    )
    return Attachment.objects.latest("id")


@pytest.mark.parametrize(
    ("name", "content", "served_as"),
    [
        ("picture.png", PNG, "image/png"),
        ("notes.txt", b"hello", "text/plain"),
        ("page.html", b"<script>alert(1)</script>", OPAQUE),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", OPAQUE),
        ("picture.png", b"<html><script>alert(1)</script>", OPAQUE),
        ("data.xml", b"<?xml version='1.0'?><?xml-stylesheet href='x.xsl'?><a/>", OPAQUE),
        ("page.xhtml", b"<html xmlns='http://www.w3.org/1999/xhtml'/>", OPAQUE),
        ("mail.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n<script>", OPAQUE),
    ],
)
def test_a_file_is_downloaded_and_nothing_in_it_runs(
    name: str, content: bytes, served_as: str, cast: Cast, ticket: Ticket, browse: Browse
) -> None:
    file = attached(cast, ticket, name, content)
    answer = browse(cast.rita).get(f"/files/{file.handle}")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == content  # type: ignore[attr-defined]
    assert answer["Content-Type"] == served_as
    assert answer["Content-Disposition"].startswith("attachment;")
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_the_file_of_a_note_is_for_colleagues(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    path = f"/files/{attached(cast, ticket, 'internal.txt', b'secret', public=False).handle}"
    assert browse(cast.amir).get(path).status_code == 200
    for who in (cast.rita, cast.omar, cast.nadia, None):
        assert browse(who).get(path).status_code == 404


def test_a_file_of_another_ticket_is_not_there(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    path = f"/files/{attached(cast, ticket, 'log.txt', b'x').handle}"
    for who in (cast.omar, cast.nadia, None):
        assert browse(who).get(path).status_code == 404


def test_a_name_in_any_script_reaches_the_header_in_one_piece(cast: Cast, ticket: Ticket, browse: Browse) -> None:
    file = attached(cast, ticket, 'Übersicht "neu"; x=1\r\nSet-Cookie: a.txt', b"x")
    answer = browse(cast.rita).get(f"/files/{file.handle}")
    assert "Set-Cookie" not in answer.headers
    assert answer["Content-Disposition"].startswith("attachment; filename*=UTF-8''%C3%9Cbersicht")
