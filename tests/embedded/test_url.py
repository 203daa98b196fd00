"""The address of a database."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from counterfoil.embedded import url


@pytest.mark.parametrize("socket", ["/tmp/cf-0123456789ab", "/home/rita müller/a%20b/&x=1"])
def test_any_path_of_a_socket_survives_being_an_address(socket: str) -> None:
    assert conninfo_to_dict(url.of(Path(socket))) == {"user": url.USER, "dbname": url.DATABASE, "host": socket}
