"""Tickets for tests, brought to where they are by the verbs."""

from typing import Any

from counterfoil.catalog.queries import category
from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Channel, Status
from counterfoil.tickets.actions.close import confirm_resolution
from counterfoil.tickets.actions.escalate import escalate
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.actions.progress import await_requester, start_work
from counterfoil.tickets.actions.resolve import resolve
from counterfoil.tickets.models import Ticket
from counterfoil.tickets.placing import Place
from tests.support.cast import Cast, at_desk, at_portal
from tests.support.time import at

MEDIUM = Answers("person", "degraded", workaround=False)
HIGH = Answers("person", "stopped", workaround=False)
CRITICAL = Answers("organization", "stopped", workaround=False)


def report(cast: Cast, **changes: Any) -> Ticket:
    """Rita's report by the portal on Tuesday at ten, Medium, routed by the policy."""
    rita = changes.get("requester") or cast.rita
    values: dict[str, Any] = {
        "actor": at_portal(rita),
        "requester": rita,
        "subject": "VPN drops every ten minutes",
        "description": "Since this morning, from home.",
        "channel": Channel.PORTAL,
        "category": category("hardware"),
        "answers": MEDIUM,
        "reported_at": at(0),
        "now": at(0),
    }
    return log_ticket(**{**values, **changes})


def ticket(cast: Cast, status: Status = Status.NEW, **changes: Any) -> Ticket:
    """Rita's report, Amir's at the Service Desk, brought to the status within half an hour."""
    made = report(cast, **{"placed": Place(cast.desk.id, cast.amir.id), **changes})
    amir = at_desk(cast.amir)
    if status is Status.NEW:
        return made
    made = start_work(ticket=made, actor=amir, now=at(5))
    match status:
        case Status.AWAITING_USER_INPUT:
            return await_requester(ticket=made, actor=amir, question="Which gateway?", now=at(10))
        case Status.ESCALATED:
            return escalate(ticket=made, actor=amir, reason="Beyond what I may decide.", now=at(10))
        case Status.RESOLVED:
            return resolve(ticket=made, actor=amir, solution="Key lifetime set back.", cause="configuration", now=at(20))
        case Status.CLOSED:
            made = resolve(ticket=made, actor=amir, solution="Key lifetime set back.", cause="configuration", now=at(20))
            return confirm_resolution(ticket=made, actor=at_portal(made.requester), now=at(30))
    return made


def unassigned(cast: Cast, **changes: Any) -> Ticket:
    """Rita's report, waiting in the queue of the Service Desk."""
    return ticket(cast, placed=Place(cast.desk.id), **changes)
