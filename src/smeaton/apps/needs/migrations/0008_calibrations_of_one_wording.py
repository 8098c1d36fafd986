"""Calibrations say which wording they are of. Those kept so far do not: they are used no more, and the next
analysis of any wave with their instrument's key makes that key's bank anew from the analyses that hold."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("needs", "0007_response_asked"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="calibrateditem",
            options={"ordering": ["instrument_key", "item", "wording"]},
        ),
        migrations.RemoveConstraint(
            model_name="calibrateditem",
            name="needs_calibrated_item_once",
        ),
        migrations.AddField(
            model_name="calibrateditem",
            name="wording",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="calibrateditem",
            constraint=models.UniqueConstraint(
                fields=("instrument_key", "item", "wording"), name="needs_calibrated_wording_once"
            ),
        ),
    ]
