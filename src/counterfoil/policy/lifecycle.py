"""The life of a ticket: which verb leads from which status to which (SOP 1 §4.5, SOP 2 §3.2)."""

from counterfoil.policy.vocabulary import Phase, Status, Verb

NEW, IN_PROGRESS, AWAITING, ESCALATED, RESOLVED, CLOSED = Status

UNRESOLVED = (NEW, IN_PROGRESS, AWAITING, ESCALATED)


def _stays(*statuses: Status) -> dict[Status, Status]:
    """For a verb that is allowed in these statuses and changes none of them."""
    return {status: status for status in statuses}


# READ, READ_NOTES and LOG are missing: they depend on no status.
LEADS_TO: dict[Verb, dict[Status, Status]] = {
    Verb.TRIAGE: _stays(*UNRESOLVED, RESOLVED),
    Verb.ASSIGN: _stays(*UNRESOLVED, RESOLVED),
    Verb.TAKE: _stays(*UNRESOLVED, RESOLVED),
    Verb.TRANSFER: _stays(*UNRESOLVED),
    Verb.START_WORK: {NEW: IN_PROGRESS},
    Verb.REPLY: _stays(IN_PROGRESS, AWAITING, ESCALATED, RESOLVED) | {NEW: IN_PROGRESS},
    Verb.NOTE: _stays(*UNRESOLVED, RESOLVED),
    Verb.RECEIVE_REPLY: _stays(NEW, IN_PROGRESS, ESCALATED) | {AWAITING: IN_PROGRESS, RESOLVED: IN_PROGRESS},
    Verb.RECORD_INTERACTION: _stays(*Status),
    Verb.AWAIT_REQUESTER: {NEW: AWAITING, IN_PROGRESS: AWAITING, ESCALATED: AWAITING},
    Verb.RESUME_WORK: {AWAITING: IN_PROGRESS},
    Verb.ESCALATE: {NEW: ESCALATED, IN_PROGRESS: ESCALATED, AWAITING: ESCALATED},
    Verb.DE_ESCALATE: {ESCALATED: IN_PROGRESS},
    Verb.RESOLVE: dict.fromkeys(UNRESOLVED, RESOLVED),
    Verb.CONFIRM: {RESOLVED: CLOSED},
    Verb.CLOSE: {RESOLVED: CLOSED},
    Verb.REOPEN: {RESOLVED: IN_PROGRESS},
    Verb.RATE: _stays(RESOLVED, CLOSED),
    Verb.LINK: _stays(*Status),
    Verb.MERGE: dict.fromkeys(UNRESOLVED, CLOSED),
}

# An escalation survives a trip through Awaiting User Input: work goes on where it was.
GOES_BACK = {(AWAITING, Verb.RESUME_WORK): ESCALATED, (AWAITING, Verb.RECEIVE_REPLY): ESCALATED}

# "Start", "resume" and "take back from a specialist" are one button: work on it.
WORK_ON = {NEW: Verb.START_WORK, AWAITING: Verb.RESUME_WORK, ESCALATED: Verb.DE_ESCALATE}

PHASES = {
    NEW: Phase.OPEN,
    IN_PROGRESS: Phase.IN_PROGRESS,
    AWAITING: Phase.IN_PROGRESS,
    ESCALATED: Phase.IN_PROGRESS,
    RESOLVED: Phase.RESOLVED,
    CLOSED: Phase.CLOSED,
}

DONE = {
    Verb.TRIAGE: "triaged",
    Verb.ASSIGN: "assigned",
    Verb.TAKE: "taken",
    Verb.TRANSFER: "transferred",
    Verb.START_WORK: "started",
    Verb.REPLY: "replied to",
    Verb.NOTE: "given a note",
    Verb.RECEIVE_REPLY: "continued by the requester",
    Verb.AWAIT_REQUESTER: "put to the requester",
    Verb.RESUME_WORK: "resumed",
    Verb.ESCALATE: "escalated",
    Verb.DE_ESCALATE: "taken back from escalation",
    Verb.RESOLVE: "resolved",
    Verb.CONFIRM: "confirmed",
    Verb.CLOSE: "closed",
    Verb.REOPEN: "reopened",
    Verb.RATE: "rated",
    Verb.MERGE: "merged",
}


class Refused(Exception):
    """The SOP does not allow this verb in this status. Its text is for people."""


def after(status: Status, verb: Verb, *, escalated: bool = False) -> Status:
    """The status a verb leads to; `escalated` says that an escalation is still in force on the ticket.

    Refused where the verb is not allowed in this status. SOP 1 §4.5.
    """
    steps = LEADS_TO[verb]
    if status not in steps:
        raise Refused(_refusal(status, verb))
    if escalated and (status, verb) in GOES_BACK:
        return GOES_BACK[status, verb]
    return steps[status]


def verbs_from(status: Status) -> list[Verb]:
    """What may be done next: the buttons of the ticket page."""
    return [verb for verb, steps in LEADS_TO.items() if status in steps]


def verb_to_work(status: Status) -> Verb:
    """The verb that puts a ticket to work from this status: start, resume or take back. Refused where there is none."""
    if status not in WORK_ON:
        raise Refused(_refusal(status, Verb.START_WORK))
    return WORK_ON[status]


def is_waiting(status: Status) -> bool:
    """True while the desk waits for the requester."""
    return status in (AWAITING, RESOLVED)


def is_unresolved(status: Status) -> bool:
    """Neither Resolved nor Closed."""
    return status in UNRESOLVED


def phase_of(status: Status) -> Phase:
    """The status as reports count it (SOP 2 §3.2)."""
    return PHASES[status]


def _refusal(status: Status, verb: Verb) -> str:
    if status is CLOSED:
        return f"This ticket is Closed and cannot be {DONE[verb]} any more. Report a follow-up instead: it will be linked to this one."
    allowed = [step.label for step in LEADS_TO[verb]]
    return f"This ticket is {status.label}. It can be {DONE[verb]} only while it is {_either(allowed)}."


def _either(words: list[str]) -> str:
    return " or ".join(filter(None, [", ".join(words[:-1]), words[-1]]))
