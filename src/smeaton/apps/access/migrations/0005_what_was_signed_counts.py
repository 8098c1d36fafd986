"""What was signed before anybody had to be vouched for counts from its signature on."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def count(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """One statement; a second run changes nothing."""
    rows = apps.get_model("access", "Agreement").objects.filter(signed_at__isnull=False, counts_from__isnull=True)
    rows.update(counts_from=F("signed_at"))


class Migration(migrations.Migration):

    dependencies = [
        ("access", "0004_words_and_when_signatures_count"),
    ]

    operations = [
        migrations.RunPython(count, migrations.RunPython.noop),
    ]
