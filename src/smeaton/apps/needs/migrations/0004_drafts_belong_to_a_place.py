from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("needs", "0003_publish_kept_instruments")]
    operations = [
        migrations.AddConstraint(
            model_name='instrument',
            constraint=models.CheckConstraint(condition=models.Q(('place__isnull', False), ('published_at__isnull', False), _connector='OR'), name='needs_instrument_draft_has_place'),
        ),
    ]
