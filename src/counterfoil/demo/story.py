"""Tell the month: every script through the real verbs, in the order of time, up to the present."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heappop, heappush
from importlib.resources import files
from itertools import count
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import Progress

from counterfoil.catalog.queries import category, team_of
from counterfoil.demo import company, deeds, schedule, script
from counterfoil.demo.deeds import Moment
from counterfoil.demo.script import Script, Step
from counterfoil.handbook.queries import book_in_force
from counterfoil.notifications import deliver, fan_out
from counterfoil.people.actors import actor_of
from counterfoil.policy.calendar import BusinessCalendar
from counterfoil.policy.vocabulary import Channel
from counterfoil.tickets.actions import keep_time
from counterfoil.tickets.actions.log import log_ticket
from counterfoil.tickets.files import Upload
from counterfoil.tickets.placing import Place

if TYPE_CHECKING:
    from counterfoil.tickets.models import Ticket

MAIL_TAKES = timedelta(seconds=3)

Deed = Callable[[datetime], None]


def load(*, now: datetime) -> bool:
    """Tell the month that ends at `now`. False, with nothing done, in an installation that is in use already."""
    if not company.is_welcome():
        return False
    Teller(company.found(now=now), now).tell(script.month())
    return True


@dataclass
class Agenda:
    """Deeds in the order of time; those of one instant in the order in which they were planned."""

    waiting: list[tuple[datetime, int, Deed]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=count)

    def plan(self, at: datetime, deed: Deed) -> None:
        heappush(self.waiting, (at, next(self.numbers), deed))

    def until(self, now: datetime) -> Iterator[tuple[datetime, Deed]]:
        """What is planned up to `now`, also what is planned meanwhile."""
        while self.waiting and self.waiting[0][0] <= now:
            at, _, deed = heappop(self.waiting)
            yield at, deed


class Teller:
    """Does what the scripts say, and at the instants that the clocks name, what time does."""

    def __init__(self, founded: company.Company, now: datetime) -> None:
        self.company = founded
        self.now = now
        self.calendar = BusinessCalendar.of(next(iter(book_in_force(now).book.calendars.values())))
        self.agenda = Agenda()
        self.told: dict[str, Ticket] = {}
        self.watched: set[tuple[int, datetime]] = set()

    def tell(self, told: list[Script]) -> None:
        for one in told:
            self.plan(one)
        start = self.agenda.waiting[0][0]
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            bar = progress.add_task("A month at Fernhill IT", total=(self.now - start).total_seconds())
            for at, deed in self.agenda.until(self.now):
                deed(at)
                progress.update(bar, completed=(at - start).total_seconds())

    def plan(self, told: Script) -> None:
        line = Line(self, told)
        for at, step in schedule.steps_of(told, self.calendar, self.now):
            self.agenda.plan(at, line.log if step is None else line.step(step))

    def follow(self, ticket: "Ticket", at: datetime) -> None:
        """After a deed: the post goes out, and time has its own plans for the ticket."""
        self.agenda.plan(at + MAIL_TAKES, self.post)
        self.watch(ticket, at)

    def watch(self, ticket: "Ticket", at: datetime) -> None:
        """Plan to look again at each instant that the ticket's clocks, or its silence, name."""
        ticket.refresh_from_db()
        instants = {instant for pair in ticket.clocks.filter(has_ended=False).values_list("warn_at", "due_at") for instant in pair}
        for instant in instants | {ticket.next_step_at}:
            if instant and instant > at and (ticket.pk, instant) not in self.watched:
                self.watched.add((ticket.pk, instant))
                self.agenda.plan(instant, lambda at: self.let_time_pass(ticket, at))

    def let_time_pass(self, ticket: "Ticket", at: datetime) -> None:
        if keep_time.sweep(now=at) + keep_time.silence(now=at):
            self.agenda.plan(at + MAIL_TAKES, self.post)
        # Whoever looked first at this instant has done the others' due, too: each sees to its own next one.
        self.watch(ticket, at)

    def post(self, at: datetime) -> None:
        """Send what the events since the last post give rise to; an accepted notice is an event, too."""
        while fan_out.missed(now=at):
            deliver.due(now=at)


class Line:
    """One script, and the ticket it has become."""

    def __init__(self, teller: Teller, told: Script) -> None:
        self.teller = teller
        self.script = told
        self.ticket: Ticket | None = None

    def log(self, at: datetime) -> None:
        told, people = self.script, self.teller.company.people
        requester = people[told.who]
        chosen = category(told.category) if told.category else None
        self.ticket = log_ticket(
            actor=actor_of(people[told.logged_by], Channel.DESK) if told.logged_by else actor_of(requester, told.channel),
            requester=requester,
            subject=told.subject,
            description=told.report,
            channel=told.channel,
            kind=told.kind,
            category=chosen,
            answers=told.answers,
            files=[attachment(name) for name in told.files],
            placed=self.place(team_of(chosen)),
            reported_at=schedule.reported_at(told, self.teller.calendar, self.teller.now),
            now=at,
        )
        self.go_on(at)

    def place(self, team: int | None) -> Place | None:
        """Whoever takes the ticket first has been its assignee from the start, if of that team; else the policy chooses."""
        first = next((step.who for step in self.script.steps if step.does in ("takes", "starts")), "")
        taker = self.teller.company.people.get(first)
        return Place(team, taker.pk) if taker and team in taker.team_ids else None

    def step(self, step: Step) -> Deed:
        def do(at: datetime) -> None:
            assert self.ticket, "the log comes first"
            # Time, or the step of another script, may have been at it meanwhile.
            self.ticket.refresh_from_db()
            self.ticket = deeds.do(Moment(self.ticket, step, self.teller.company, self.teller.told, at))
            self.go_on(at)

        return do

    def go_on(self, at: datetime) -> None:
        assert self.ticket
        self.teller.follow(self.ticket, at)
        if self.script.label:
            self.teller.told[self.script.label] = self.ticket


def attachment(name: str) -> Upload:
    return Upload(name=name, content=(files("counterfoil.demo") / "files" / name).read_bytes())
