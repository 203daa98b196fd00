"""Rita's tickets for the browser to look at: one of each look a page can have."""

from datetime import timedelta

from django.utils.timezone import now

from counterfoil.catalog.queries import category
from counterfoil.people.actors import actor_of
from counterfoil.people.models import User
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.actions.assign import take
from counterfoil.tickets.actions.converse import add_note, reply
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.actions.progress import await_requester
from counterfoil.tickets.actions.resolve import resolve

SUBJECTS = (
    "VPN drops every ten minutes",
    "Badge reader does not open",
    "Monitor stays black after the break",
    "Second screen for reception",
)


def some(number: int) -> list[str]:
    """The references of that many tickets: one late with replies and notes, one waiting, one solved, one new."""
    rita, amir = (User.objects.get(email=f"{name}@fernhill.example") for name in ("rita", "amir"))
    agent, started = actor_of(amir, Channel.DESK), now() - timedelta(days=3)
    made = []
    for place, subject in enumerate(SUBJECTS[:number]):
        ticket = log_ticket(
            actor=actor_of(rita, Channel.PORTAL),
            requester=rita,
            subject=subject,
            description=f"{subject}. It began this morning, see https://status.fernhill.example/{'x' * 60}",
            channel=Channel.PORTAL,
            category=category("software"),
            answers=Answers("person", "stopped" if place == 0 else "degraded", False),
            reported_at=started,
            now=started,
        )
        ticket = take(ticket=ticket, actor=agent, now=started, seen=ticket.last_event_id)
        match place:
            case 0:
                ticket = reply(ticket=ticket, actor=agent, text="I look into it:\n\n- keys\n- *gateway*", now=started)
                ticket = add_note(ticket=ticket, actor=agent, text="`gw2` again", now=started)
            case 1:
                ticket = await_requester(ticket=ticket, actor=agent, question="Which door?", now=started)
            case 2:
                ticket = resolve(ticket=ticket, actor=agent, solution="Dock firmware updated.", now=started)
        made.append(ticket.reference)
    return made
