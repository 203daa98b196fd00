"""The health check sees mail that nobody sends, mail that nobody gets, and a record that is not sound."""

from datetime import datetime, timedelta

from counterfoil.notifications import deliver, fan_out
from counterfoil.notifications.models import Delivery
from counterfoil.tickets.models import Ticket
from counterfoil.upkeep.health import Finding, State, findings
from tests.notifications.post import Outbox, post
from tests.support import make
from tests.support.cast import Cast
from tests.support.smtp import Sink
from tests.support.time import at


def found(probe: str, now: datetime, *, full: bool = False) -> Finding:
    [finding] = [finding for finding in findings(now=now, full=full) if finding.probe == probe]
    return finding


def test_events_that_nobody_was_told_of_are_wrong_after_five_minutes(cast: Cast) -> None:
    make.unassigned(cast)
    assert found("notices", at(4)).state is State.WELL
    assert found("notices", at(6)) == Finding("notices", State.WRONG, "2 events and 0 deliveries are late: is a worker running?")


def test_deliveries_that_nobody_sends_are_wrong_after_five_minutes(cast: Cast) -> None:
    make.unassigned(cast)
    fan_out.missed(now=at(1))
    assert found("notices", at(7)) == Finding("notices", State.WRONG, "0 events and 2 deliveries are late: is a worker running?")


def test_deliveries_that_failed_are_doubtful_for_a_week(cast: Cast, server: Sink) -> None:
    server.rcpt = "550 5.1.1 No such user"
    make.unassigned(cast)
    fan_out.missed(now=at(1))
    deliver.due(now=at(1))
    assert found("notices", at(7)).state is State.DOUBTFUL
    assert found("notices", at(1) + timedelta(days=8)).state is State.WELL


def test_the_whole_record_is_read_when_asked_for(cast: Cast, outbox: Outbox) -> None:
    ticket = make.unassigned(cast)
    post(at(1))
    assert found("record", at(2), full=True).state is State.WELL
    Ticket.objects.filter(pk=ticket.pk).update(due_at=at(0))
    breach = found("due", at(2), full=True)
    assert (breach.state, breach.words.split(":")[0]) == (State.WRONG, ticket.reference)
    assert "due" not in {finding.probe for finding in findings(now=at(2))}
    assert Delivery.objects.count() == 2
