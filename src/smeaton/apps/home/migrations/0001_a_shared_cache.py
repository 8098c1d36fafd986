"""The table of the cache that every process shares (ADR 0019)."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def make_the_table(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make it where it is not there yet."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(make_the_table, migrations.RunPython.noop)]
