"""Number and chain the events that were recorded before there was a chain, in the order of their rows."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from smeaton.apps.history.queries.chain import BATCH, digest_of


def chain(apps: Apps, _: BaseDatabaseSchemaEditor) -> None:
    """Go through the rows a batch at a time; a second run gives the same chain."""
    Event = apps.get_model("history", "Event")
    number, digest, last = 0, "", 0
    while batch := list(Event.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for event in batch:
            number += 1
            event.number = number
            event.digest = digest = digest_of(digest, event)
        Event.objects.bulk_update(batch, ["number", "digest"], batch_size=250)
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0002_chain_fields"),
    ]

    operations = [
        migrations.RunPython(chain, migrations.RunPython.noop),
    ]
