"""Every instrument kept so far was shipped or added as it was asked: it counts as published."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def publish(apps: Apps, _schema: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("needs", "Instrument").objects.filter(published_at__isnull=True).update(
        published_at=timezone.now()
    )


class Migration(migrations.Migration):
    dependencies = [("needs", "0002_audits")]
    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
