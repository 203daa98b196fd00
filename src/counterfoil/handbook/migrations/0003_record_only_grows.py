"""Versions only grow: a decision names the version that made it, and that must stay what it was."""

from django.db import migrations

from counterfoil.store.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("handbook", "0002_first_version")]
    operations = [append_only("policy_version")]
