"""The SOPs as printed are the first version."""

import hashlib
from datetime import UTC, datetime, time
from typing import Any

from django.db import migrations

from counterfoil.policy.parse import parse, shipped


def shelve_the_sops(apps: Any, schema_editor: Any) -> None:
    text = shipped("sop")
    book = parse(text, source="sop.toml")
    since = datetime.combine(book.effective, time(), UTC)
    apps.get_model("handbook", "PolicyVersion").objects.create(
        version=book.version,
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        author=book.author,
        description=book.description,
        effective_at=since,
        adopted_at=since,
    )


class Migration(migrations.Migration):
    dependencies = [("handbook", "0001_initial")]
    operations = [migrations.RunPython(shelve_the_sops, migrations.RunPython.noop)]
