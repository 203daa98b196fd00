"""The address of a database on a cluster, as libpq and Django's settings read it."""

from pathlib import Path
from urllib.parse import quote, urlencode

USER = "counterfoil"
DATABASE = "counterfoil"


def of(socket: Path, *, database: str = DATABASE) -> str:
    """The URL of a database behind a socket directory: no host, no port, no password (the system vouches for the user)."""
    return f"postgresql://{USER}@/{quote(database)}?{urlencode({'host': str(socket)}, quote_via=quote)}"
