"""An installation, opened for one command: its database answers and is migrated, and Django is set up."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import django
from django.apps import apps
from django.db import OperationalError, connections

from counterfoil.cli.speech import Problem, say
from counterfoil.config.options import Options
from counterfoil.embedded import cluster, place


@dataclass(frozen=True)
class Database:
    """A database that answers, and how to make it answer again should it have died."""

    url: str
    revive: Callable[[], None]


@contextmanager
def opened(options: Options, *, migrating: bool = False, unready: bool = False) -> Iterator[Database | None]:
    """Everything a command needs before it calls a verb or a query. None for who is inside an opened installation already.

    The private database is ours alone and is migrated on the way. An external one may serve older processes still: there only
    `migrating` changes it, and without that pending migrations are a Problem. `unready` takes an external database as it
    is, even one that does not answer: the health check has words for it.
    """
    if apps.ready:
        yield None
        return
    with database(options) as found:
        ready(found.url)
        try:
            if not (unready and options.database_url):
                _bring_to_this_version(migrating or not options.database_url)
            yield found
        except OperationalError as error:
            raise Problem(f"The database does not answer: {str(error).strip()}") from error
        finally:
            connections.close_all()


def _bring_to_this_version(may_migrate: bool) -> None:
    from counterfoil.upkeep import schema

    if schema.pending():
        if not may_migrate:
            raise Problem("The database is not on this version: run `counterfoil migrate`.")
        schema.migrate()
    connections.close_all()  # a command may run for months before it asks the database again


@contextmanager
def database(options: Options) -> Iterator[Database]:
    """The external database if one is set, else the private one, which runs at least as long as this context."""
    if options.database_url:
        place.data_directory(options.data)
        yield Database(url=options.database_url, revive=lambda: None)
        return
    with cluster.running(options.data, pg_bin=options.pg_bin, say=say) as server:
        yield Database(url=server.url, revive=lambda: None if server.process() else server.start())


def ready(url: str) -> None:
    """Set Django up on a database. The child processes of this one inherit the address."""
    os.environ["COUNTERFOIL_DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "counterfoil.config.settings")
    django.setup()
