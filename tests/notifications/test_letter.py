"""The words of a notice: each has its letter, says no more than its reader may know, and its links change nothing."""

import re
from pathlib import Path

from django.test import Client
from pytest_django.fixtures import Settings

import counterfoil.notifications
from counterfoil.notifications import fan_out
from counterfoil.notifications.models import Delivery
from counterfoil.people.actors import actor_of
from counterfoil.people.models import User
from counterfoil.policy.notices import NOTICES
from counterfoil.policy.vocabulary import Channel, Role, Status
from counterfoil.tickets.actions.close import close, reopen
from counterfoil.tickets.actions.converse import add_note, receive_reply, reply
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.tickets.actions.keep_time import silence, sweep
from counterfoil.tickets.actions.progress import await_requester
from counterfoil.tickets.models import Event
from tests.notifications.post import Outbox, Read, post
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at

FOLDER = Path(counterfoil.notifications.__path__[0]) / "templates" / "notifications"
LINK = re.compile(r"https?://\S+")
DAY = 24 * 60


def only(letters: list[Read]) -> Read:
    [letter] = letters
    return letter


def acknowledgement(outbox: Outbox, to: User) -> Read:
    return next(letter for letter in outbox.letters(to) if "We have your request" in letter.subject)


def test_every_notice_has_its_letter_and_every_letter_its_notice() -> None:
    wanted = {notice.template for notices in NOTICES.values() for notice in notices} | {fan_out.LINK}
    assert {file.name.removesuffix(".jinja") for file in FOLDER.iterdir()} == wanted | {"layout.txt", "layout.html"}


def test_an_acknowledgement_has_the_number_and_the_promise_in_the_readers_zone(cast: Cast, outbox: Outbox) -> None:
    cast.rita.zone = "America/New_York"
    cast.rita.save()
    ticket = make.ticket(cast)
    post(at(1))
    letter = acknowledgement(outbox, cast.rita)
    assert letter.subject == f"[{ticket.reference}] We have your request: VPN drops every ten minutes"
    for words in (letter.text, letter.html):
        assert "Hello Rita," in words
        assert f"Its number is {ticket.reference}." in words
        assert "Amir writes to you by Tuesday 24 November at 08:00 (EST)." in " ".join(words.split())


def test_an_unproven_address_is_acknowledged_without_a_word_of_whoever_typed_it_in(cast: Cast, outbox: Outbox) -> None:
    mallory = cast.mallory
    mallory.name = "Canaryname Buynow"
    mallory.save()
    ticket = make.report(cast, requester=mallory, subject="Canarysubject", description="Canarytext")
    post(at(1))
    letter = only(outbox.letters(mallory))
    assert letter.subject == f"[{ticket.reference}] We have your request"
    assert "Hello," in letter.text
    assert f"/r/{ticket.reference}/k/" in letter.text
    assert b"canary" not in letter.raw.lower()


def journey(cast: Cast) -> None:
    """A ticket with everything that is for colleagues in it."""
    amir, lena = at_desk(cast.amir), at_desk(cast.lena)
    ticket = make.ticket(cast, Status.IN_PROGRESS)
    ticket.participants.add(cast.cleo)
    add_note(ticket=ticket, actor=lena, text="Secretnote", now=at(6))
    reply(ticket=ticket, actor=amir, text="We look into it.", now=at(7))
    await_requester(ticket=ticket, actor=amir, question="Which gateway?", now=at(8))
    receive_reply(ticket=ticket, actor=at_portal(cast.rita), text="The old one.", now=at(9))
    escalate(ticket=ticket, actor=amir, reason="Secretreason", now=at(10))
    solved = make.ticket(cast, Status.RESOLVED, subject="Another")
    reopen(ticket=solved, actor=amir, reason="Secretreopening", now=at(30))
    shut = make.ticket(cast, Status.RESOLVED, subject="A third")
    close(ticket=shut, actor=lena, reason="Secretclosing", now=at(31))


def test_what_is_for_colleagues_never_leaves_the_desk(cast: Cast, outbox: Outbox) -> None:
    journey(cast)
    post()
    outside = [*outbox.letters(cast.rita), *outbox.letters(cast.cleo)]
    assert len(outside) >= 10
    staff = [user.email for user in User.objects.exclude(role=Role.REQUESTER)]
    for letter in outside:
        assert "secret" not in (letter.text + letter.html).lower()
        assert not [address for address in staff if address and address in letter.text + letter.html + str(letter.mail)]
    assert "Secretnote" in "".join(letter.text for letter in outbox.letters(cast.amir))
    assert "Secretreason" in "".join(letter.text for letter in outbox.letters(cast.lena))


def test_what_staff_wrote_is_in_the_letter_and_what_the_reader_wrote_is_not(cast: Cast, outbox: Outbox) -> None:
    journey(cast)
    post()
    written = "".join(letter.text for letter in outbox.letters(cast.rita))
    for words in ("We look into it.", "Which gateway?", "Key lifetime set back."):
        assert words in written
    assert "The old one." not in written
    assert "Since this morning" not in written


def test_opening_every_link_of_every_letter_changes_nothing(cast: Cast, outbox: Outbox, client: Client, settings: Settings) -> None:
    journey(cast)
    silence(now=at(3 * DAY))
    post(at(3 * DAY))
    paths = {
        link.removeprefix(settings.OPTIONS.address) for letter in outbox.letters() for link in LINK.findall(letter.text) + hrefs(letter)
    }
    events, messages = Event.objects.count(), list(Event.objects.values_list("message_id", flat=True))
    assert len(paths) > 10
    for path in paths:
        for ask in (client.get, client.head, client.get):
            assert ask(path).status_code in (200, 302), path
    assert (Event.objects.count(), list(Event.objects.values_list("message_id", flat=True))) == (events, messages)


def hrefs(letter: Read) -> list[str]:
    return re.findall(r'href="([^"]+)"', letter.html)


def test_a_link_is_the_readers_own_and_opens_the_request(cast: Cast, outbox: Outbox, client: Client, settings: Settings) -> None:
    ticket = make.unassigned(cast)
    post(at(1))
    [link] = LINK.findall(only(outbox.letters(cast.rita)).text)
    assert link.startswith(settings.OPTIONS.address)
    response = client.get(link.removeprefix(settings.OPTIONS.address), follow=True)
    assert (response.status_code, response.redirect_chain[-1][0]) == (200, f"/r/{ticket.reference}")


def test_the_answers_to_is_it_solved_lead_to_the_page_where_they_are_given(cast: Cast, outbox: Outbox) -> None:
    make.ticket(cast, Status.RESOLVED)
    post()
    letter = next(letter for letter in outbox.letters(cast.rita) if "Solved, please confirm" in letter.subject)
    assert [link.rpartition("#")[2] for link in LINK.findall(letter.text)] == ["confirmation"] * 2
    assert "If we hear nothing, we close it on Tuesday 1 December at 10:20 (CET)." in letter.text


def test_a_closed_request_asks_its_requester_and_nobody_else_for_a_rating(cast: Cast, outbox: Outbox) -> None:
    ticket = make.ticket(cast, Status.RESOLVED)
    ticket.participants.add(cast.cleo)
    close(ticket=ticket, actor=at_desk(cast.lena), reason="Told in the hallway.", now=at(30))
    post()
    asked = {user: letter for user in (cast.rita, cast.cleo) for letter in outbox.letters(user) if "Closed:" in letter.subject}
    assert [link.rpartition("#")[2] for link in LINK.findall(asked[cast.rita].text)] == ["rating"] * 5
    assert "#rating" not in asked[cast.cleo].text


def test_staff_read_what_the_ticket_needs_and_sign_in_to_do_it(cast: Cast, outbox: Outbox) -> None:
    _ = cast.lena
    ticket = make.ticket(cast, answers=make.CRITICAL)
    sweep(now=at(35))
    post(at(40))
    letter = next(letter for letter in outbox.letters(cast.amir) if "Past its target, First response" in letter.subject)
    assert "by Tuesday 24 November at 10:30 (CET)" in letter.text
    assert "Priority: Critical" in letter.text
    assert [link.rpartition("/t/")[2] for link in LINK.findall(letter.text)] == [ticket.reference]
    assert any("Escalation step “response breached”" in letter.subject for letter in outbox.letters(cast.lena))


HOSTILE = "<img src=x onerror=alert(1)> {{ 7*7 }} {% debug %} %(name)s {reference}"


def test_text_of_people_stays_text(cast: Cast, outbox: Outbox) -> None:
    ticket = make.ticket(cast, subject=HOSTILE)
    reply(ticket=ticket, actor=at_desk(cast.amir), text=HOSTILE, now=at(1))
    post()
    letter = next(letter for letter in outbox.letters(cast.rita) if "Answer" in letter.subject)
    assert HOSTILE in letter.subject
    assert HOSTILE in letter.text
    assert "<img" not in letter.html
    assert "{{ 7*7 }}" in letter.html


def test_a_new_link_is_mailed(cast: Cast, outbox: Outbox) -> None:
    ticket = make.report(cast, actor=actor_of(cast.rita, Channel.PHONE))
    fan_out.link(ticket=ticket.pk, person=cast.rita.pk, now=at(50))
    post()
    assert any(letter.subject == f"[{ticket.reference}] Your new link: {ticket.subject}" for letter in outbox.letters(cast.rita))
    assert Delivery.objects.filter(notice="link").count() == 1
