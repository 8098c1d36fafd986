"""History gets its chain and its origin: columns first, then what is there is chained (0003, 0004)."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0001_initial"),
    ]

    operations = [
        migrations.AddField("event", "number", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("event", "digest", models.CharField(default="", max_length=64), preserve_default=False),
        migrations.AddField("event", "agreement", models.BigIntegerField(null=True)),
        migrations.AddField("event", "origin", models.CharField(blank=True, default="", max_length=200), preserve_default=False),
        migrations.AlterField("event", "role", models.CharField(blank=True, max_length=200)),
        migrations.AddIndex("event", models.Index(fields=["school", "at"], name="history_event_school")),
        migrations.AddIndex("event", models.Index(fields=["actor", "at"], name="history_event_actor")),
    ]
