"""References that never repeat, and events that only grow."""

from django.db import migrations

from counterfoil.store.append_only import append_only


class Migration(migrations.Migration):
    dependencies = [("tickets", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE incident_number AS bigint", "DROP SEQUENCE incident_number"),
        migrations.RunSQL("CREATE SEQUENCE request_number AS bigint", "DROP SEQUENCE request_number"),
        append_only("event", settable_once="fanned_out_at"),
    ]
