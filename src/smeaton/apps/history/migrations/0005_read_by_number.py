"""Pages of history are read by number, so that the hundred-thousandth event costs no more than the first."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0004_chain_is_whole"),
    ]

    operations = [
        migrations.RemoveIndex("event", "history_event_subject"),
        migrations.RemoveIndex("event", "history_event_place"),
        migrations.RemoveIndex("event", "history_event_school"),
        migrations.RemoveIndex("event", "history_event_actor"),
        migrations.AddIndex(
            "event", models.Index(fields=["subject", "subject_id", "number"], name="history_event_of_subject")
        ),
        migrations.AddIndex(
            "event", models.Index(fields=["school", "place", "number"], name="history_event_of_school")
        ),
        migrations.AddIndex("event", models.Index(fields=["actor", "number"], name="history_event_of_actor")),
    ]
