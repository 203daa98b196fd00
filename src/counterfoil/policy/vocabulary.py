"""The words everyone speaks: closed lists of statuses, verbs, events, roles and channels.

Impact, urgency and priority are not here: their levels are the policy's own (`book.Scales`), because a matrix may have any size.
"""

from enum import StrEnum
from typing import Self


class Word(StrEnum):
    """A member of a closed list. Its value is the contract's: lower case, joined by `_`."""

    @property
    def label(self) -> str:
        """The word as people read it: `awaiting_user_input` → `Awaiting User Input`."""
        return self.value.replace("_", " ").title()

    @classmethod
    def read(cls, text: str) -> Self:
        """The member that `text` names, without regard to case, space, hyphen or `_`. ValueError lists the choices."""
        key = squeeze(text)
        for member in cls:
            if squeeze(member.value) == key:
                return member
        raise ValueError(f"“{text}” is none of {', '.join(cls)}.")


def squeeze(text: str) -> str:
    """Text as words are compared: lower case, without spaces, hyphens and underscores."""
    return text.lower().replace("_", "").replace(" ", "").replace("-", "")


class Status(Word):
    """The stages of a ticket (SOP 1 §4.5)."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    AWAITING_USER_INPUT = "awaiting_user_input"
    ESCALATED = "escalated"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Phase(Word):
    """The stages of a ticket as reports count them (SOP 2 §3.2)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    RESOLVED = "resolved"
    CLOSED = "closed"


class Kind(Word):
    """Something is broken, or something is asked for."""

    INCIDENT = "incident"
    REQUEST = "request"

    @property
    def label(self) -> str:
        return "Incident" if self is Kind.INCIDENT else "Service request"


class Metric(Word):
    """What a clock measures (SOP 1 §5)."""

    ACKNOWLEDGEMENT = "acknowledgement"
    RESPONSE = "response"
    NEXT_REPLY = "next_reply"
    RESOLUTION = "resolution"


class ClockState(Word):
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"


class Unit(Word):
    """The unit of a target's amount."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"


class Channel(Word):
    """The way a contact came or went. `desk` is a staff page, `system` a duty of the roster."""

    PORTAL = "portal"
    EMAIL = "email"
    PHONE = "phone"
    CHAT = "chat"
    VISIT = "visit"
    API = "api"
    DESK = "desk"
    IMPORT = "import"
    SYSTEM = "system"


class Role(Word):
    """What a person is to the desk, or to one ticket (participant, link); `system` is a recorded job."""

    REQUESTER = "requester"
    PARTICIPANT = "participant"
    LINK = "link"
    AGENT = "agent"
    LEAD = "lead"
    SUPERVISOR = "supervisor"
    AUDITOR = "auditor"
    ADMINISTRATOR = "administrator"
    SYSTEM = "system"


class Verb(Word):
    """Everything that may be done to a ticket; the permission's name."""

    READ = "read"
    READ_NOTES = "read_notes"
    LOG = "log"
    TRIAGE = "triage"
    ASSIGN = "assign"
    TAKE = "take"
    TRANSFER = "transfer"
    START_WORK = "start_work"
    REPLY = "reply"
    NOTE = "note"
    RECEIVE_REPLY = "receive_reply"
    RECORD_INTERACTION = "record_interaction"
    AWAIT_REQUESTER = "await_requester"
    RESUME_WORK = "resume_work"
    ESCALATE = "escalate"
    DE_ESCALATE = "de_escalate"
    RESOLVE = "resolve"
    CONFIRM = "confirm"
    CLOSE = "close"
    REOPEN = "reopen"
    RATE = "rate"
    LINK = "link"
    MERGE = "merge"


class EventKind(Word):
    """An immutable fact of a ticket, in the past tense."""

    TICKET_LOGGED = "ticket_logged"
    TICKET_TRIAGED = "ticket_triaged"
    TICKET_ASSIGNED = "ticket_assigned"
    TICKET_TRANSFERRED = "ticket_transferred"
    WORK_STARTED = "work_started"
    REPLY_SENT = "reply_sent"
    NOTE_ADDED = "note_added"
    REPLY_RECEIVED = "reply_received"
    INTERACTION_RECORDED = "interaction_recorded"
    REQUESTER_AWAITED = "requester_awaited"
    WORK_RESUMED = "work_resumed"
    TICKET_ESCALATED = "ticket_escalated"
    TICKET_DE_ESCALATED = "ticket_de_escalated"
    TICKET_RESOLVED = "ticket_resolved"
    RESOLUTION_CONFIRMED = "resolution_confirmed"
    TICKET_CLOSED = "ticket_closed"
    TICKET_REOPENED = "ticket_reopened"
    TICKET_RATED = "ticket_rated"
    TICKETS_LINKED = "tickets_linked"
    TICKET_MERGED = "ticket_merged"
    NOTICE_ACCEPTED = "notice_accepted"
    NOTICE_FAILED = "notice_failed"
    CONFIRMATION_REMINDED = "confirmation_reminded"
    CLOCK_AT_RISK = "clock_at_risk"
    CLOCK_BREACHED = "clock_breached"
    RUNG_REACHED = "rung_reached"


class InteractionKind(Word):
    """A contact with a person (SOP 2 §3.4)."""

    MESSAGE = "message"
    EMAIL = "email"
    CALL = "call"
    CHAT = "chat"
    VISIT = "visit"


class Direction(Word):
    INBOUND = "inbound"
    OUTBOUND = "outbound"


class Recipient(Word):
    """Whom a notice is for; who that is on a given ticket, the record knows."""

    REQUESTER = "requester"
    PARTICIPANTS = "participants"
    ASSIGNEE = "assignee"
    TEAM = "team"
    LEAD = "lead"
    SUPERVISOR = "supervisor"


class Record(Word):
    """The classes of record that are kept for a set time (SOP 2 §4)."""

    TICKET = "ticket"
    INTERACTION = "interaction"
    REPORT = "report"
    IMPROVEMENT_ACTION = "improvement_action"
