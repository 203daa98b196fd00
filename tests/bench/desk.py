"""The desk that is measured: an embedded cluster as the product starts it, durable, with a team and a requester."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@contextmanager
def cluster() -> Iterator[str]:
    """A fresh cluster with the product's own settings (fsync and synchronous_commit on), gone afterwards. Yields its URL."""
    from counterfoil.embedded import cluster as embedded

    with tempfile.TemporaryDirectory(prefix="counterfoil-bench-") as folder:
        Path(folder).chmod(0o755)
        with embedded.running(Path(folder), say=lambda words: None) as server:
            yield server.url


def begin(url: str, data: str) -> None:
    """Point Django at the cluster, in this process."""
    os.environ |= {"COUNTERFOIL_DATABASE_URL": url, "COUNTERFOIL_DATA": data, "DJANGO_SETTINGS_MODULE": "counterfoil.config.settings"}
    import django

    django.setup()


def furnish() -> None:
    """Migrate, and add the people of the desk."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from counterfoil.people.actions import add_user
    from counterfoil.people.models import Team
    from counterfoil.policy.vocabulary import Role

    desk = Team.objects.get(is_default=True)
    add_user(email="rita@fernhill.example", name="Rita Ray", role=Role.REQUESTER, now=NOW)
    for number in range(5):
        add_user(email=f"agent{number}@fernhill.example", name=f"Agent {number}", role=Role.AGENT, now=NOW, teams=[desk])
