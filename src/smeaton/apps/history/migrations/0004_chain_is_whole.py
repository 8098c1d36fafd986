"""From now on every event has its number, once."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("history", "0003_chain_what_is_there"),
    ]

    operations = [
        migrations.AlterField("event", "number", models.PositiveBigIntegerField(unique=True)),
    ]
