"""How long a record is kept, and from which date on it may go (SOP 2 §4)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from counterfoil.policy.book import PolicyBook
from counterfoil.policy.vocabulary import Record


def anchored_on(at: datetime, book: PolicyBook) -> date:
    """The calendar date of an aware instant in the site's zone: the anchor of a period."""
    return at.astimezone(ZoneInfo(book.zone)).date()


def due_on(anchor: date, years: int) -> date:
    """The same calendar date `years` later; 29 February becomes 28 February where the year has none. SOP 2 §4."""
    if (anchor.month, anchor.day) == (2, 29) and not _is_leap(anchor.year + years):
        return date(anchor.year + years, 2, 28)
    return anchor.replace(year=anchor.year + years)


def due_for_purge(record: Record, anchor: date | None, book: PolicyBook, today: date) -> bool:
    """A record is kept at least its period: it may go only after the due date, and never before it is closed.

    `anchor` is the date the period counts from (`Keep.since`), None while there is none; both dates are of the site's zone.
    SOP 2 §4.
    """
    return anchor is not None and today > due_on(anchor, book.retention[record].years)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
