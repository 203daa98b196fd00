"""What a proxy says about the client is believed from a trusted proxy alone (security: spoofed proxy headers)."""

from typing import Any

import pytest
from django.conf import settings

from counterfoil.config import options, wsgi


@pytest.mark.parametrize(
    ("trusted", "peer", "client", "scheme"),
    [
        ("10.0.0.0/8", "10.0.0.7", "203.0.113.9", "https"),
        ("10.0.0.7", "10.0.0.7", "203.0.113.9", "https"),
        ("10.0.0.7", "10.0.0.8", "10.0.0.8", "http"),
        ("", "10.0.0.7", "10.0.0.7", "http"),
    ],
)
def test_forwarded_headers_count_only_from_a_trusted_peer(
    trusted: str, peer: str, client: str, scheme: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COUNTERFOIL_TRUSTED_PROXIES", trusted)
    monkeypatch.setattr(settings, "OPTIONS", options.load())
    seen: dict[str, Any] = {}
    served = wsgi._behind_proxies(lambda environ, start: seen.update(environ))
    served(
        {
            "REMOTE_ADDR": peer,
            "wsgi.url_scheme": "http",
            "HTTP_X_FORWARDED_FOR": "198.51.100.1, 203.0.113.9",
            "HTTP_X_FORWARDED_PROTO": "https",
        },
        None,
    )
    assert (seen["REMOTE_ADDR"], seen["wsgi.url_scheme"]) == (client, scheme)
