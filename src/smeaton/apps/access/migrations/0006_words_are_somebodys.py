from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('access', '0005_what_was_signed_counts'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('counts_from__isnull', False), ('superseded_at__isnull', True), ('trust__isnull', False), ('withdrawn_at__isnull', True)), fields=('programme', 'trust'), name='access_agreement_one_signed_with_trust'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('counts_from__isnull', False), ('school__isnull', False), ('superseded_at__isnull', True), ('withdrawn_at__isnull', True)), fields=('programme', 'school'), name='access_agreement_one_signed_with_school'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.CheckConstraint(condition=models.Q(('signed_at__isnull', False), ('counts_from__isnull', True), _connector='OR'), name='access_agreement_counts_once_signed'),
        ),
        migrations.AddConstraint(
            model_name='grantrecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('word_place__isnull', True), ('word_programme__isnull', True), ('word_role', '')), models.Q(('word_role__in', ['administrator', 'hub lead', 'coordinator', 'accountability lead', 'evaluator', 'mentor']), models.Q(models.Q(('word_place__isnull', False), ('word_programme__isnull', True)), models.Q(('word_place__isnull', True), ('word_programme__isnull', False)), _connector='OR')), _connector='OR'), name='access_grant_word_is_somebodys'),
        ),
        migrations.AddConstraint(
            model_name='grantrecord',
            constraint=models.CheckConstraint(condition=models.Q(('vouched_at__isnull', True), models.Q(('word_role', ''), _negated=True), _connector='OR'), name='access_grant_vouched_for_a_word'),
        ),
    ]
