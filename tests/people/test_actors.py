"""Who acts, in which role, by which channel."""

from counterfoil.people.actors import SYSTEM, actor_of, importer, link_holder
from counterfoil.policy.vocabulary import Channel, Role
from tests.support.cast import Cast


def test_each_maker_gives_its_role(cast: Cast) -> None:
    assert (SYSTEM.id, SYSTEM.role, SYSTEM.is_system, SYSTEM.is_staff) == (None, Role.SYSTEM, True, False)
    amir = actor_of(cast.amir, Channel.DESK)
    assert (amir.id, amir.role, amir.is_staff, amir.is_system) == (cast.amir.id, Role.AGENT, True, False)
    link = link_holder(cast.amir, 7)
    assert (link.role, link.link_to, link.channel, link.is_staff) == (Role.LINK, 7, Channel.PORTAL, False)
    source = importer(cast.amir, is_supplied=True, texts=("solution",))
    assert (source.role, source.channel, source.is_staff, source.texts) == (Role.SYSTEM, Channel.IMPORT, False, ("solution",))
