"""`log_ticket` beside the bare SQL transaction that writes the same rows, at 1 and at 8 clients."""

import json
import multiprocessing
import time
from collections.abc import Callable
from typing import Any

import psycopg

from tests.bench import desk

SECONDS = 3.0
BODY = "The connection drops every ten minutes, on cable and on Wi-Fi. " * 3


def compare(url: str, data: str) -> None:
    """Print the rates and their ratio."""
    for clients in (1, 8):
        bare, verb = rate(url, data, clients, bare_client), rate(url, data, clients, verb_client)
        print(f"log_ticket, {clients} client{'s' * (clients > 1)}: {verb:6.0f}/s   bare SQL: {bare:6.0f}/s   ratio: {verb / bare:.2f}")


def rate(url: str, data: str, clients: int, client: Callable[[str, str, Any, Any], None]) -> float:
    """Transactions per second of so many processes together."""
    spawn = multiprocessing.get_context("spawn")
    ready, counts = spawn.Barrier(clients), spawn.Queue()
    processes = [spawn.Process(target=client, args=(url, data, ready, counts)) for _ in range(clients)]
    for process in processes:
        process.start()
    total = sum(counts.get() for _ in processes)
    for process in processes:
        process.join()
    return float(total) / SECONDS


def run(deed: Callable[[], object], ready: Any, counts: Any) -> None:
    for _ in range(20):
        deed()
    ready.wait()
    end, count = time.perf_counter() + SECONDS, 0
    while time.perf_counter() < end:
        deed()
        count += 1
    counts.put(count)


def verb_client(url: str, data: str, ready: Any, counts: Any) -> None:
    desk.begin(url, data)
    from counterfoil.catalog.queries import category
    from counterfoil.people.actors import actor_of
    from counterfoil.people.models import User
    from counterfoil.policy.book import Answers
    from counterfoil.policy.vocabulary import Channel
    from counterfoil.tickets.actions.log import log_ticket

    rita, network = User.objects.get(email="rita@fernhill.example"), category("network")
    run(
        lambda: log_ticket(
            actor=actor_of(rita, Channel.PORTAL), requester=rita, subject="VPN drops", description=BODY, channel=Channel.PORTAL,
            category=network, answers=Answers("person", "stopped", False), reported_at=desk.NOW, now=desk.NOW,
        ),
        ready, counts,
    )  # fmt: skip


def bare_client(url: str, data: str, ready: Any, counts: Any) -> None:
    with psycopg.connect(url) as connection:
        rita, agent, team, category, policy = (
            connection.execute(
                "SELECT (SELECT id FROM person WHERE role = 'requester'), (SELECT min(id) FROM person WHERE role = 'agent'),"
                " (SELECT min(id) FROM team), (SELECT min(id) FROM category), (SELECT min(id) FROM policy_version)"
            ).fetchone()
            or ()
        )
        run(lambda: write(connection, rita, agent, team, category, policy), ready, counts)


def write(connection: psycopg.Connection, rita: int, agent: int, team: int, category: int, policy: int) -> None:
    """The rows of one logged ticket, with as few statements as they need."""
    now, one = desk.NOW, connection.execute
    (number,) = one("SELECT nextval('incident_number')").fetchone() or (0,)
    reference = f"INC-{number:06d}"
    (ticket,) = one(
        "INSERT INTO ticket (reference, kind, subject, status, channel, category_id, team_id, assignee_id, requester_id, impact, urgency,"
        " workaround, priority, priority_rank, priority_reason, is_triaged, is_overridden, solution, cause, reported_at, logged_at,"
        " closed_how, reminders, due_at, due_metric, due_from, requester_spoke_at, updated_at, last_event_id, acted_event_id,"
        " policy_version_id, external_reference, external_source) VALUES (%s, 'incident', 'VPN drops', 'new', 'portal', %s, %s, %s, %s,"
        " 'person', 'stopped', false, 'high', 1, 'One person, work stopped', true, false, '', '', %s, %s, '', 0, %s, 'response', %s, %s,"
        " %s, 0, 0, %s, '', '') RETURNING id",
        [reference, category, team, agent, rita, now, now, now, now, now, now, policy],
    ).fetchone() or (0,)
    one(
        "INSERT INTO assessment (ticket_id, impact, urgency, workaround, computed, chosen, reason, by_id, at, policy_version_id)"
        " VALUES (%s, 'person', 'stopped', false, 'high', 'high', 'One person, work stopped', %s, %s, %s)",
        [ticket, rita, now, policy],
    )
    (message,) = one(
        "INSERT INTO message (ticket_id, kind, is_public, author_id, author_role, body, channel, at)"
        " VALUES (%s, 'report', true, %s, 'requester', %s, 'portal', %s) RETURNING id",
        [ticket, rita, BODY, now],
    ).fetchone() or (0,)
    one(
        "INSERT INTO interaction (person_id, reference, kind, direction, channel, started_at, summary, outcome, message_id, by_id)"
        " VALUES (%s, %s, 'message', 'inbound', 'portal', %s, '', '', %s, %s)",
        [rita, reference, now, message, rita],
    )
    placed = json.dumps({"team": team, "assignee": agent})
    events = one(
        "INSERT INTO event (ticket_id, kind, actor_id, role, channel, at, status, priority, details, policy_version_id, message_id)"
        " VALUES (%s, 'ticket_logged', %s, 'requester', 'portal', %s, 'new', 'high', '{}', %s, %s),"
        " (%s, 'ticket_assigned', NULL, 'system', 'portal', %s, '', '', %s, %s, NULL) RETURNING id",
        [ticket, rita, now, policy, message, ticket, now, placed, policy],
    ).fetchall()
    clock = "(%s, %s, 1, 'running', %s, %s, %s, false, '1', 'hours', 'desk', '0', false, false)"
    one(
        "INSERT INTO clock (ticket_id, metric, run, state, started_at, due_at, warn_at, has_ended, amount, unit, calendar, used,"
        f" risk_noted, breach_noted) VALUES {clock}, {clock}, {clock}",
        [value for metric in ("acknowledgement", "response", "resolution") for value in (ticket, metric, now, now, now)],
    )
    jobs = [("notifications", "notifications.fan_out", 0, None, None, json.dumps({"event": event}), None) for (event,) in events]
    one(
        "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(%s,%s,%s,%s,%s,%s,%s), ROW(%s,%s,%s,%s,%s,%s,%s)]::procrastinate_job_to_defer_v1[])",
        [value for job in jobs for value in job],
    )
    connection.commit()
