"""The tables of the installation, and how they come to this version."""

from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

LOCK = 7_364_500


def pending() -> list[str]:
    """The migrations that the database still lacks, in order, as `app.name`."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def migrate() -> None:
    """Apply them, and wait while another process does so."""
    # A lock of its own connection, because the migrations' one may be dropped and opened again.
    with connection.copy().cursor() as guard:
        guard.execute("SET lock_timeout = 0")
        guard.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            # Before the migrations: once none is pending, nobody looks here again.
            call_command("createcachetable", verbosity=0)
            call_command("migrate", interactive=False, verbosity=0)
        finally:
            guard.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
            guard.connection.close()
