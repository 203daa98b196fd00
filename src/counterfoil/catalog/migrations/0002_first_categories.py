"""A desk to begin with: one team, and the categories of SOP 1 §4.3."""

from typing import Any

from django.db import migrations

CATEGORIES = [
    ("hardware", "Hardware", "A device: computer, screen, phone, printer"),
    ("software", "Software", "A program: it fails, is missing or behaves oddly"),
    ("access", "Access", "Signing in, passwords, rights to something"),
    ("network", "Network", "Internet, Wi-Fi, VPN, shared drives"),
    ("general", "General", "A question, or something else"),
]


def begin(apps: Any, schema_editor: Any) -> None:
    desk = apps.get_model("people", "Team").objects.create(name="Service Desk", slug="service-desk", is_default=True)
    category = apps.get_model("catalog", "Category")
    for place, (path, name, asks) in enumerate(CATEGORIES):
        category.objects.create(path=path, name=name, asks=asks, team=desk, place=place)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0001_initial"), ("people", "0001_initial")]
    operations = [migrations.RunPython(begin, migrations.RunPython.noop)]
