"""Who is told what: event → recipients and template, as one table (SOP 1 §4.1, §4.4, §4.6).

Conditions read these details of a fact: `assignee`, `team` and `from` (ids: who has it now, and the team that had it) of a placing
or an escalation, `side` ("from") of a merge, `rung` of the ladder.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.facts import Case, Fact
from counterfoil.policy.vocabulary import Channel, EventKind, Recipient, Status

REQUESTER, PARTICIPANTS, ASSIGNEE, TEAM, LEAD, SUPERVISOR = Recipient


@dataclass(frozen=True, slots=True)
class Notice:
    """One thing to tell. `is_public` notices leave the desk: their templates see nothing but the public view of a ticket.

    `when` names the condition under which it is told; without one it always is.
    """

    name: str
    to: Recipient
    template: str
    is_public: bool
    when: str = ""


class Telling(NamedTuple):
    """What a condition looks at."""

    notice: Notice
    fact: Fact
    case: Case
    book: PolicyBook


def for_event(fact: Fact, case: Case, book: PolicyBook) -> tuple[Notice, ...]:
    """The notices an event gives rise to. History that is imported tells nobody anything. SOP 1 §4.1, §4.4, §4.6."""
    if fact.channel is Channel.IMPORT:
        return ()
    return tuple(notice for notice in NOTICES[fact.kind] if not notice.when or CONDITIONS[notice.when](Telling(notice, fact, case, book)))


def _public(name: str, *to: Recipient, when: str = "") -> tuple[Notice, ...]:
    return tuple(Notice(name, recipient, name, True, when) for recipient in to)


def _internal(name: str, *to: Recipient, when: str = "") -> tuple[Notice, ...]:
    return tuple(Notice(name, recipient, name, False, when) for recipient in to)


def _to_holder(name: str) -> tuple[Notice, ...]:
    """For the assignee, or for the team while there is none."""
    return (
        Notice(name, ASSIGNEE, name, False, "has_assignee"),
        Notice(name, TEAM, f"{name}_team", False, "has_no_assignee"),
    )


ASSIGNED = (
    Notice("assigned", ASSIGNEE, "assigned", False, "is_given_to_another"),
    Notice("assigned", TEAM, "assigned_team", False, "is_given_to_team"),
)

# Every kind of event stands here: what tells nobody anything does so by decision.
NOTICES: dict[EventKind, tuple[Notice, ...]] = {
    EventKind.TICKET_LOGGED: _public("acknowledgement", REQUESTER, when="is_acknowledged"),
    EventKind.TICKET_TRIAGED: (),
    EventKind.TICKET_ASSIGNED: ASSIGNED,
    EventKind.TICKET_TRANSFERRED: ASSIGNED,
    EventKind.WORK_STARTED: _public("work_started", REQUESTER),
    EventKind.REPLY_SENT: _public("reply", REQUESTER, PARTICIPANTS),
    EventKind.NOTE_ADDED: _internal("note", ASSIGNEE, when="has_assignee"),
    EventKind.REPLY_RECEIVED: _to_holder("requester_replied"),
    EventKind.INTERACTION_RECORDED: (),
    EventKind.REQUESTER_AWAITED: _public("question", REQUESTER, PARTICIPANTS),
    EventKind.WORK_RESUMED: (),
    EventKind.TICKET_ESCALATED: (
        *_internal("escalated", LEAD),
        Notice("escalated", TEAM, "escalated_team", False, "is_moved"),
        *_public("with_specialist", REQUESTER),
    ),
    EventKind.TICKET_DE_ESCALATED: (),
    EventKind.TICKET_RESOLVED: (*_public("please_confirm", REQUESTER), *_public("resolved", PARTICIPANTS)),
    EventKind.RESOLUTION_CONFIRMED: _public("closed", REQUESTER, PARTICIPANTS, when="is_closing"),
    EventKind.TICKET_CLOSED: _public("closed", REQUESTER, PARTICIPANTS, when="is_closing"),
    EventKind.TICKET_REOPENED: (*_public("reopened", REQUESTER, PARTICIPANTS), *_to_holder("ticket_reopened")),
    EventKind.TICKET_RATED: (),
    EventKind.TICKETS_LINKED: (),
    EventKind.TICKET_MERGED: _public("merged", REQUESTER, when="is_merged_away"),
    EventKind.NOTICE_ACCEPTED: (),
    EventKind.NOTICE_FAILED: (),
    EventKind.CONFIRMATION_REMINDED: _public("confirmation_reminder", REQUESTER),
    EventKind.CLOCK_AT_RISK: _to_holder("at_risk"),
    EventKind.CLOCK_BREACHED: _to_holder("breached"),
    EventKind.RUNG_REACHED: _internal("rung_reached", ASSIGNEE, TEAM, LEAD, SUPERVISOR, when="is_told_by_rung"),
}

CONDITIONS: dict[str, Callable[[Telling], bool]] = {
    "is_acknowledged": lambda told: told.case.channel in told.book.acknowledged,
    "is_given_to_another": lambda told: told.fact.details.get("assignee") not in (None, told.fact.actor),
    "is_given_to_team": lambda told: told.fact.details.get("assignee") is None,
    "has_assignee": lambda told: _assignee(told.fact, told.case) not in (None, told.fact.actor),
    "has_no_assignee": lambda told: _assignee(told.fact, told.case) is None,
    "is_moved": lambda told: told.fact.details.get("team") != told.fact.details.get("from"),
    # Whether a confirmation closes by one event or by two, the requester hears of it once.
    "is_closing": lambda told: told.fact.status is Status.CLOSED,
    "is_merged_away": lambda told: told.fact.details.get("side") == "from",
    "is_told_by_rung": lambda told: told.notice.to in _told_by(told.fact.details.get("rung"), told.book),
}


def _told_by(name: str | None, book: PolicyBook) -> tuple[Recipient, ...]:
    return next((rung.tells for rung in book.rungs if rung.name == name), ())


def _assignee(fact: Fact, case: Case) -> int | None:
    """Who held the ticket when the fact happened."""
    placings = (past.details.get("assignee") for past in reversed(case.facts) if past.id <= fact.id and "assignee" in past.details)
    return next(placings, None)
