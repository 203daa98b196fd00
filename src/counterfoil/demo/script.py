"""Read a script: tickets as a screenplay, one step a line.

    @ 18d 09:12 | rita | portal | network/vpn | person degraded | #label      when, who, by which way, category, answers, label
    VPN drops every ten minutes                                               the subject
    > Since this morning … {client.log}                                       the report, with files
    +9 nadia takes                                                            minutes later, who, what
    +4 nadia replies: Hi Rita, …

When: `18d 09:12` that many open days ago, `mon-2 09:12` that weekday so many weeks ago, `90w` working minutes ago, `90m` minutes ago.
A way in may name the agent who logs: `phone/amir`. `-` stands for a category or answers that nobody gave. A step comes minutes or,
as `+2d`, days after the one before it: working time, but for a ticket told in `m`.
"""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from importlib.resources import files

from counterfoil.policy.book import Answers
from counterfoil.policy.vocabulary import Channel, Kind

STEP = re.compile(r"\+(?P<after>\d+)(?P<days>d?) (?P<who>[a-z]+) (?P<does>[a-z-]+) ?(?P<how>[^:]*)(?:: (?P<says>.*))?$")
WHEN = re.compile(
    r"(?:(?P<days>\d+)d|(?P<weekday>mon|tue|wed|thu|fri)-(?P<weeks>\d)|(?P<working>\d+)w|(?P<minutes>\d+)m)(?: (?P<at>\d\d:\d\d))?$"
)
FILE = re.compile(r" ?\{([\w.-]+)\}")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


@dataclass(frozen=True, slots=True)
class When:
    """Where in time a ticket was reported, as seen from the present. One of the first four is given; `at` goes with the first two."""

    days: int | None = None
    weekday: tuple[int, int] | None = None
    working: timedelta | None = None
    elapsed: timedelta | None = None
    at: time = time()


@dataclass(frozen=True, slots=True)
class Step:
    """What somebody does. `after` is the time since the step before: minutes, or whole days."""

    after: timedelta
    days: int
    who: str
    does: str
    how: str = ""
    says: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """One ticket from its report on."""

    when: When
    who: str
    channel: Channel
    logged_by: str
    category: str
    kind: Kind
    answers: Answers
    label: str
    subject: str
    report: str
    files: tuple[str, ...]
    steps: tuple[Step, ...]


class Unreadable(ValueError):
    """A line of a script that says nothing we know."""


def month() -> list[Script]:
    """The shipped tickets, theme by theme."""
    folder = files("counterfoil.demo") / "scripts"
    return [one for file in sorted(folder.iterdir(), key=str) for one in read(file.read_text(encoding="utf-8"))]


def read(text: str) -> list[Script]:
    """The tickets of one script. Raises Unreadable with the line."""
    spoken = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return [read_ticket(block.strip().splitlines()) for block in re.split(r"^@ ", spoken, flags=re.MULTILINE)[1:]]


def read_ticket(lines: list[str]) -> Script:
    head, subject, *rest = lines
    when, who, way, category, answers, *label = (part.strip() for part in head.split("|"))
    channel, _, logged_by = way.partition("/")
    report = "\n".join(line[2:] for line in rest if line.startswith(">"))
    return Script(
        when=read_when(when),
        who=who,
        channel=Channel.read(channel),
        logged_by=logged_by,
        category="" if category == "-" else category,
        kind=Kind.REQUEST if "request" in answers.split() else Kind.INCIDENT,
        answers=read_answers(answers),
        label=label[0].strip("# ") if label else "",
        subject=subject,
        report=FILE.sub("", report),
        files=tuple(FILE.findall(report)),
        steps=tuple(read_step(line) for line in rest if line.strip() and not line.startswith(">")),
    )


def read_when(text: str) -> When:
    found = WHEN.match(text)
    if not found:
        raise Unreadable(text)
    at = time.fromisoformat(found["at"] or "00:00")
    if found["days"]:
        return When(days=int(found["days"]), at=at)
    if found["weekday"]:
        return When(weekday=(WEEKDAYS.index(found["weekday"]), int(found["weeks"])), at=at)
    if found["working"]:
        return When(working=timedelta(minutes=int(found["working"])))
    return When(elapsed=timedelta(minutes=int(found["minutes"])))


def read_answers(text: str) -> Answers:
    """`person degraded workaround` → what was answered; `-` → nothing."""
    words = [word for word in text.split() if word not in ("-", "request")]
    if not words:
        return Answers()
    return Answers(impact=words[0], urgency=words[1], workaround="workaround" in words[2:])


def read_step(line: str) -> Step:
    found = STEP.match(line)
    if not found:
        raise Unreadable(line)
    after = int(found["after"])
    days = after if found["days"] else 0
    return Step(timedelta(minutes=0 if days else after), days, found["who"], found["does"], found["how"].strip(), found["says"] or "")
