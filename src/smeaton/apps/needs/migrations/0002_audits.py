import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('needs', '0001_initial'),
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='CalibratedItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument_key', models.SlugField(max_length=60)),
                ('item', models.CharField(max_length=60)),
                ('mean', models.FloatField()),
                ('se', models.FloatField()),
                ('loading', models.FloatField(default=1.0)),
                ('answers', models.PositiveIntegerField()),
                ('waves', models.PositiveIntegerField()),
                ('updated_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['instrument_key', 'item'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('lead', 'lead'), ('teacher', 'teacher'), ('technician', 'technician')], max_length=12)),
                ('email', models.EmailField(max_length=254)),
                ('name', models.CharField(blank=True, max_length=120)),
                ('link_version', models.PositiveSmallIntegerField(default=1)),
                ('added_at', models.DateTimeField()),
                ('invited_at', models.DateTimeField(blank=True, null=True)),
                ('reminders', models.PositiveSmallIntegerField(default=0)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('begun_at', models.DateTimeField(blank=True, null=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('bounced_at', models.DateTimeField(blank=True, null=True)),
                ('no_reminders_at', models.DateTimeField(blank=True, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['wave_id', 'department_id', 'role', 'email', 'id'],
            },
        ),
        migrations.CreateModel(
            name='LevelRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strand', models.CharField(max_length=60)),
                ('kind', models.CharField(choices=[('moderated', 'moderated by the hub'), ('agreed', 'agreed with the department')], max_length=10)),
                ('level', models.DecimalField(decimal_places=1, help_text='1 to 4, by halves', max_digits=2)),
                ('evidence', models.CharField(max_length=1000)),
                ('visited_on', models.DateField(blank=True, null=True)),
                ('recorded_by', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['wave_id', 'department_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Leverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strand', models.CharField(max_length=60)),
                ('weight', models.DecimalField(decimal_places=2, max_digits=3)),
                ('reason', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['programme_id', 'strand'],
            },
        ),
        migrations.CreateModel(
            name='Priority',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rank', models.PositiveSmallIntegerField()),
                ('strand', models.CharField(max_length=60)),
                ('proposed_rank', models.PositiveSmallIntegerField()),
                ('need', models.FloatField()),
                ('leverage', models.FloatField()),
                ('readiness', models.FloatField()),
                ('score', models.FloatField()),
                ('reason', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['choice_id', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='PriorityChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('state', models.CharField(choices=[('draft', 'being chosen'), ('agreed', 'agreed by the lead'), ('confirmed', 'confirmed by the head'), ('replaced', 'replaced by a later choice')], default='draft', max_length=10)),
                ('made_at', models.DateTimeField()),
                ('agreed_by', models.CharField(blank=True, max_length=80)),
                ('agreed_at', models.DateTimeField(blank=True, null=True)),
                ('confirmed_by', models.CharField(blank=True, max_length=80)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('returned_because', models.CharField(blank=True, max_length=500)),
            ],
            options={
                'ordering': ['department_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='StrandNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strand', models.CharField(max_length=60)),
                ('text', models.CharField(max_length=500)),
            ],
            options={
                'ordering': ['response_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='StrandReadiness',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('strand', models.CharField(max_length=60)),
                ('answer', models.CharField(choices=[('yes', 'yes'), ('with_help', 'yes, with some help'), ('not_yet', 'not yet')], max_length=12)),
            ],
            options={
                'ordering': ['response_id', 'id'],
            },
        ),
        migrations.CreateModel(
            name='SurveyImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('file_name', models.CharField(max_length=200)),
                ('uploaded_at', models.DateTimeField()),
                ('uploaded_by', models.CharField(max_length=80)),
                ('state', models.CharField(choices=[('uploaded', 'waiting for its mapping'), ('imported', 'imported'), ('discarded', 'discarded')], default='uploaded', max_length=10)),
                ('table', models.JSONField(default=dict)),
                ('mapping', models.JSONField(default=dict)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('taken', models.PositiveIntegerField(default=0, help_text='responses that went in')),
                ('left_out', models.JSONField(default=list, help_text='[{row, column, reason}]')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SurveyMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('instrument_key', models.SlugField(max_length=60)),
                ('columns', models.CharField(max_length=64)),
                ('mapping', models.JSONField(default=dict)),
                ('used_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['place_id', 'id'],
            },
        ),
        migrations.AddField(
            model_name='instrument',
            name='copied_from',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='copies', to='needs.instrument'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='edits',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='instrument',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='instruments', to='places.place'),
        ),
        migrations.AddField(
            model_name='instrument',
            name='published_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='profilecell',
            name='change',
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name='profilecell',
            name='sources',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='response',
            name='origin',
            field=models.CharField(choices=[('link', 'by the link in an invitation'), ('paper', 'typed in from paper'), ('survey', 'from another survey tool'), ('file', 'from a file of answers')], default='file', max_length=8),
        ),
        migrations.AddField(
            model_name='wave',
            name='closed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='wave',
            name='form',
            field=models.CharField(choices=[('full', 'every item'), ('sampled', 'half of the items each, so that every department answers all of them'), ('calibrated', 'the best items of each strand, known from earlier audits')], default='full', max_length=12),
        ),
        migrations.AddField(
            model_name='wave',
            name='invitations_from',
            field=models.DateTimeField(blank=True, help_text='when the hub lead sent them', null=True),
        ),
        migrations.AddField(
            model_name='wave',
            name='items_each',
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='wave',
            name='remind_every',
            field=models.PositiveSmallIntegerField(default=7),
        ),
        migrations.AddField(
            model_name='wave',
            name='reminders',
            field=models.PositiveSmallIntegerField(default=2),
        ),
        migrations.AddField(
            model_name='wave',
            name='seed',
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='response',
            constraint=models.CheckConstraint(condition=models.Q(('origin__in', ['link', 'paper', 'survey', 'file'])), name='needs_response_origin_known'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.CheckConstraint(condition=models.Q(('form__in', ['full', 'sampled', 'calibrated'])), name='needs_wave_form_known'),
        ),
        migrations.AddConstraint(
            model_name='calibrateditem',
            constraint=models.UniqueConstraint(fields=('instrument_key', 'item'), name='needs_calibrated_item_once'),
        ),
        migrations.AddConstraint(
            model_name='calibrateditem',
            constraint=models.CheckConstraint(condition=models.Q(('mean__gte', 0), ('mean__lte', 5), ('se__gte', 0)), name='needs_calibrated_item_on_the_levels'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='places.department'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='needs.wave'),
        ),
        migrations.AddField(
            model_name='levelrecord',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='level_records', to='places.department'),
        ),
        migrations.AddField(
            model_name='levelrecord',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='level_records', to='needs.wave'),
        ),
        migrations.AddField(
            model_name='leverage',
            name='programme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='leverage', to='places.programme'),
        ),
        migrations.AddField(
            model_name='prioritychoice',
            name='department',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priority_choices', to='places.department'),
        ),
        migrations.AddField(
            model_name='prioritychoice',
            name='run',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='priority_choices', to='needs.profilerun'),
        ),
        migrations.AddField(
            model_name='priority',
            name='choice',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='priorities', to='needs.prioritychoice'),
        ),
        migrations.AddField(
            model_name='strandnote',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='needs.response'),
        ),
        migrations.AddField(
            model_name='strandreadiness',
            name='response',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='readiness', to='needs.response'),
        ),
        migrations.AddField(
            model_name='surveyimport',
            name='wave',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_imports', to='needs.wave'),
        ),
        migrations.AddField(
            model_name='surveymapping',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='survey_mappings', to='places.place'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(models.F('wave'), models.F('department'), django.db.models.functions.text.Lower('email'), name='needs_invitation_once_in_a_department'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['lead', 'teacher', 'technician'])), name='needs_invitation_role_known'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('finished_at__isnull', True), ('begun_at__isnull', False), _connector='OR'), name='needs_invitation_begun_before_finished'),
        ),
        migrations.AddConstraint(
            model_name='levelrecord',
            constraint=models.CheckConstraint(condition=models.Q(('level__gte', 1), ('level__lte', 4)), name='needs_record_on_levels'),
        ),
        migrations.AddConstraint(
            model_name='levelrecord',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['moderated', 'agreed'])), name='needs_record_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='levelrecord',
            constraint=models.CheckConstraint(condition=models.Q(('evidence', ''), _negated=True), name='needs_record_has_evidence'),
        ),
        migrations.AddConstraint(
            model_name='leverage',
            constraint=models.UniqueConstraint(fields=('programme', 'strand'), name='needs_leverage_once'),
        ),
        migrations.AddConstraint(
            model_name='leverage',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gte', 0.25), ('weight__lte', 4)), name='needs_leverage_between_a_quarter_and_4'),
        ),
        migrations.AddConstraint(
            model_name='prioritychoice',
            constraint=models.UniqueConstraint(fields=('department', 'number'), name='needs_choice_number_once'),
        ),
        migrations.AddConstraint(
            model_name='prioritychoice',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'replaced'), _negated=True), fields=('department',), name='needs_choice_one_that_holds'),
        ),
        migrations.AddConstraint(
            model_name='prioritychoice',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'agreed', 'confirmed', 'replaced'])), name='needs_choice_state'),
        ),
        migrations.AddConstraint(
            model_name='prioritychoice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), models.Q(('agreed_at__isnull', False), ('confirmed_at__isnull', False)), _connector='OR'), name='needs_choice_confirmed_after_agreed'),
        ),
        migrations.AddConstraint(
            model_name='priority',
            constraint=models.UniqueConstraint(fields=('choice', 'strand'), name='needs_priority_once'),
        ),
        migrations.AddConstraint(
            model_name='priority',
            constraint=models.UniqueConstraint(fields=('choice', 'rank'), name='needs_priority_rank_once'),
        ),
        migrations.AddConstraint(
            model_name='priority',
            constraint=models.CheckConstraint(condition=models.Q(('rank__gte', 1), ('rank__lte', 5)), name='needs_priority_up_to_five'),
        ),
        migrations.AddConstraint(
            model_name='strandnote',
            constraint=models.UniqueConstraint(fields=('response', 'strand'), name='needs_note_once'),
        ),
        migrations.AddConstraint(
            model_name='strandnote',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='needs_note_says_something'),
        ),
        migrations.AddConstraint(
            model_name='strandreadiness',
            constraint=models.UniqueConstraint(fields=('response', 'strand'), name='needs_readiness_once'),
        ),
        migrations.AddConstraint(
            model_name='strandreadiness',
            constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['yes', 'with_help', 'not_yet'])), name='needs_readiness_known'),
        ),
        migrations.AddConstraint(
            model_name='surveyimport',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['uploaded', 'imported', 'discarded'])), name='needs_import_state'),
        ),
        migrations.AddConstraint(
            model_name='surveymapping',
            constraint=models.UniqueConstraint(fields=('place', 'instrument_key', 'columns'), name='needs_survey_mapping_once'),
        ),
    ]
