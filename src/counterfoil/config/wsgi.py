"""The application as the server calls it: pages and, later, the API."""

import multiprocessing
import os
import threading
from typing import Any, cast

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "counterfoil.config.settings")


def _behind_proxies(served: Any) -> Any:
    """Believe what a trusted proxy says about the client and about TLS; what anyone else says stays unread."""
    trusted = [str(network) for network in settings.OPTIONS.trusted_proxies]
    return wrap_wsgi_with_proxy_headers(served, trusted_hosts=trusted) if trusted else served


def _end_with_server() -> None:
    """A worker whose server was killed would keep the port, and the next start would find it taken."""
    server = multiprocessing.parent_process()

    def wait() -> None:
        if server is not None:
            server.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


_end_with_server()
application = cast(Any, _behind_proxies(get_wsgi_application()))
