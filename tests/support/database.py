"""The database under the tests: a private cluster without durability, and in it one migrated template that every run clones."""

import hashlib
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate
from psycopg.sql import SQL, Identifier

import counterfoil.store
from counterfoil.config.databases import database
from counterfoil.embedded import cluster
from tests.support.place import PLACE

FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "log_min_duration_statement": "-1",
}
KEPT_TEMPLATES = 3
LOCK = 7_364_501


@contextmanager
def prepared() -> Iterator[None]:
    """Point Django at a database of this run's own: migrated, empty but for what the migrations write, gone afterwards."""
    with _server() as url, psycopg.connect(url, autocommit=True) as admin:
        _drop_what_killed_runs_left(admin)
        template = _template(admin, url)
        name = f"test_{os.getpid()}_{secrets.token_hex(4)}"
        admin.execute(SQL("CREATE DATABASE {} TEMPLATE {}").format(Identifier(name), Identifier(template)))
        try:
            _use(url, name)
            _keep_first_rows()
            yield
        finally:
            connections.close_all()
            admin.execute(SQL("DROP DATABASE {} WITH (FORCE)").format(Identifier(name)))


@contextmanager
def _server() -> Iterator[str]:
    """The server that COUNTERFOIL_DATABASE_URL names, else a private one of the product's own kind."""
    if settings.OPTIONS.database_url:
        yield settings.OPTIONS.database_url
        return
    with cluster.running(PLACE, pg_bin=settings.OPTIONS.pg_bin, settings=FAST, say=lambda words: print(words, file=sys.stderr)) as server:
        yield server.url


def _use(url: str, name: str) -> None:
    """Open the database of that name with Django's default connection."""
    connections["default"].close()
    connections["default"].settings_dict.update(database(url) | {"NAME": name})


def _keep_first_rows() -> None:
    """A transactional test ends with a flush, which empties our tables: what the migrations wrote is put back after each.

    The tables of jobs are not Django's to flush, so they are emptied here.
    """
    from tests.support.cast import put_first_rows_back

    post_migrate.connect(put_first_rows_back)
    post_migrate.connect(_forget_jobs)


def _forget_jobs(**_: object) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def _template(admin: psycopg.Connection, url: str) -> str:
    """The name of the template for the migrations as they are now; built under a lock and named when complete."""
    template = f"template_{_fingerprint()}"
    admin.execute("SET lock_timeout = 0")
    admin.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        if template not in _databases(admin, "template"):
            _build(admin, url, template)
    finally:
        admin.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
    return template


def _build(admin: psycopg.Connection, url: str, template: str) -> None:
    for old in _databases(admin, "template")[: -KEPT_TEMPLATES + 1]:
        admin.execute(SQL("DROP DATABASE IF EXISTS {}").format(Identifier(old)))
    unfinished = f"unfinished_{template}"
    admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(unfinished)))
    admin.execute(SQL("CREATE DATABASE {}").format(Identifier(unfinished)))
    _use(url, unfinished)
    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
        _allow_truncate()
    finally:
        connections.close_all()
    admin.execute(SQL("ALTER DATABASE {} RENAME TO {}").format(Identifier(unfinished), Identifier(template)))


def _allow_truncate() -> None:
    """Transactional tests clean up by TRUNCATE, which append-only tables refuse. What they refuse besides stays refused."""
    with connections["default"].cursor() as cursor:
        # Bit 5 of tgtype marks a trigger on TRUNCATE.
        cursor.execute("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgtype & 32 <> 0")
        for table, trigger in cursor.fetchall():
            cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{trigger}"')


def _fingerprint() -> str:
    """A hash of all migrations and of what they take their SQL from."""
    folders = [Path(app.path) / "migrations" for app in apps.get_app_configs()] + [Path(counterfoil.store.__path__[0])]
    digest = hashlib.sha256(Path(__file__).read_bytes())
    for file in sorted(file for folder in folders for file in folder.glob("*.*") if file.suffix in (".py", ".sql")):
        digest.update(bytes(file) + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _databases(admin: psycopg.Connection, prefix: str) -> list[str]:
    """The names that start so, oldest first."""
    found = admin.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY oid", [f"{prefix}_"])
    return [name for (name,) in found.fetchall()]


def _drop_what_killed_runs_left(admin: psycopg.Connection) -> None:
    if settings.OPTIONS.database_url:
        return  # its runs may be another machine's, whose processes we cannot see
    for name in _databases(admin, "test"):
        if not Path(f"/proc/{name.split('_')[1]}").exists():
            admin.execute(SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(Identifier(name)))
