"""What one may see, asked in two ways that must agree."""

from itertools import product

import pytest

from counterfoil.people.actors import SYSTEM, Actor, importer, link_holder
from counterfoil.policy.vocabulary import Channel, Role, Verb
from counterfoil.tickets.access import may, requested_by, sees_notes, visible_to
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.placing import Place
from tests.support import make
from tests.support.cast import Cast, at_desk, at_portal

STAFF = ("amir", "nadia", "lena", "sven", "uma", "ada")
OUTSIDE = ("rita", "omar", "cleo", "mallory")


def tickets(cast: Cast) -> list[Ticket]:
    places = [
        Place(None),
        Place(cast.desk.id),
        Place(cast.desk.id, cast.amir.id),
        Place(cast.network.id),
        Place(cast.network.id, cast.amir.id),
    ]
    made = [make.ticket(cast, placed=place, requester=person) for place, person in product(places, (cast.rita, cast.nadia))]
    made[1].participants.add(cast.cleo, cast.amir, cast.uma)
    made[3].participants.add(cast.nadia)
    return made


def actors(cast: Cast, one: Ticket) -> list[Actor]:
    named = [at_desk(getattr(cast, name)) for name in STAFF] + [at_portal(getattr(cast, name)) for name in OUTSIDE]
    links = [link_holder(cast.rita, one.pk), link_holder(cast.omar, one.pk), Actor(None, Role.LINK, Channel.PORTAL, link_to=one.pk)]
    at_home = [Actor(getattr(cast, name), Role.REQUESTER, Channel.PORTAL) for name in ("amir", "nadia")]
    return [*named, *links, *at_home, SYSTEM, importer(cast.rita)]


def test_the_look_up_and_the_lists_agree_for_everybody(cast: Cast) -> None:
    made = tickets(cast)
    for actor in actors(cast, made[0]):
        listed = set(Ticket.objects.filter(visible_to(actor) | requested_by(actor)))
        assert listed == {ticket for ticket in made if may(actor, Verb.READ, ticket)}, actor


def test_the_staff_view_and_the_staff_lists_agree_for_everybody(cast: Cast) -> None:
    made = tickets(cast)
    for actor in actors(cast, made[0]):
        assert set(Ticket.objects.filter(visible_to(actor))) == {ticket for ticket in made if sees_notes(actor, ticket)}, actor


@pytest.mark.parametrize("name", STAFF)
def test_leaving_a_team_takes_effect_with_the_next_request(cast: Cast, name: str) -> None:
    ticket = make.unassigned(cast)
    user = getattr(cast, name)
    user.teams.clear()
    actor = at_desk(type(user).objects.get(id=user.id))
    assert may(actor, Verb.READ, ticket) is (name in ("sven", "uma", "ada"))
