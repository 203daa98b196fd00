"""The address of a database as Django's settings want it."""

from typing import Any

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from counterfoil.config.options import BadOptions

# Answers nobody. Without a host, libpq would go to whatever server the machine happens to run.
NOWHERE = "postgresql:///counterfoil?host=/nonexistent"
# libpq's word for a thing → Django's
NAMES = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}


def database(url: str | None, *, pool: int = 0) -> dict[str, Any]:
    """Django's description of the database behind a URL. Without one, a database that answers nobody.

    `pool` is the number of connections a process keeps; 0 opens one when needed. Raises BadOptions for a URL that is none.
    """
    try:
        parts = conninfo_to_dict(url or NOWHERE)
    except ProgrammingError as error:
        raise BadOptions(f"COUNTERFOIL_DATABASE_URL: {error}") from None
    named = {NAMES[key]: str(value) for key, value in parts.items() if key in NAMES and value is not None}
    options: dict[str, Any] = {key: value for key, value in parts.items() if key not in NAMES}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": pool, "timeout": 10}
    return {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, **named, "OPTIONS": options}
