import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0005_declared_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(blank=True, max_length=300, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(blank=True, max_length=300, verbose_name='name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='name in English')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('about', models.CharField(blank=True, max_length=40)),
                ('question', models.JSONField(default=dict, verbose_name='what is asked')),
                ('status', models.CharField(choices=[('draft', 'in preparation'), ('open', 'open'), ('closed', 'closed')], default='draft', editable=False, max_length=10)),
                ('circle', models.CharField(choices=[('members', 'members of the chambers'), ('invited', 'members and those who are invited'), ('public', 'everybody')], max_length=10, verbose_name='who may take part')),
                ('proposing', models.CharField(choices=[('participants', 'everybody who takes part'), ('secretariat', 'the secretariat alone')], default='participants', max_length=12, verbose_name='who may propose statements')),
                ('moderation', models.CharField(choices=[('before', 'after the moderator has accepted it'), ('after', 'on the next day; the moderator may reject it afterwards')], default='before', max_length=10, verbose_name='when a proposed statement is shown')),
                ('languages', models.JSONField(default=list, verbose_name='languages')),
                ('entries_an_hour', models.PositiveSmallIntegerField(default=60)),
                ('created_at', models.DateTimeField()),
                ('opened_on', models.DateField(null=True)),
                ('closes_on', models.DateField(null=True, verbose_name='last day')),
                ('closed_at', models.DateTimeField(null=True)),
                ('closed_because', models.TextField(blank=True)),
                ('is_sealed', models.BooleanField(default=False)),
                ('answer', models.JSONField(default=dict)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=200)),
                ('answer_corrected_at', models.DateTimeField(null=True)),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consultations', to='members.body')),
            ],
            options={
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['status', '-id'], name='c_by_status'), models.Index(fields=['status', 'closes_on', 'id'], name='c_closing'), models.Index(condition=models.Q(('about', ''), _negated=True), fields=['about'], name='c_about'), models.Index(condition=models.Q(('answered_at', None), ('status', 'closed')), fields=['closed_at'], name='c_unanswered')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'open', 'closed'])), name='c_status_known'), models.CheckConstraint(condition=models.Q(('circle__in', ['members', 'invited', 'public'])), name='c_circle_known'), models.CheckConstraint(condition=models.Q(('proposing__in', ['participants', 'secretariat'])), name='c_proposing_known'), models.CheckConstraint(condition=models.Q(('moderation__in', ['before', 'after'])), name='c_moderation_known'), models.CheckConstraint(condition=models.Q(('status', 'draft'), models.Q(('closes_on__isnull', False), ('opened_on__isnull', False)), _connector='OR'), name='c_open_has_days'), models.CheckConstraint(condition=models.Q(('answered_at', None), ('status', 'closed'), _connector='OR'), name='c_answered_closed')],
            },
        ),
        migrations.CreateModel(
            name='Entrance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('network', models.CharField(max_length=64)),
                ('hour', models.DateTimeField()),
                ('count', models.PositiveIntegerField(default=0)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entrances', to='opinions.consultation')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('of', 'network', 'hour'), name='entrance_once')],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('made_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='opinions.consultation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OpinionMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_final', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('last_vote', models.PositiveBigIntegerField(default=0)),
                ('votes', models.PositiveIntegerField(default=0)),
                ('persons', models.PositiveIntegerField(default=0)),
                ('facts', models.JSONField(default=dict)),
                ('facts_at', models.DateTimeField(null=True)),
                ('facts_vote', models.PositiveBigIntegerField(default=0)),
                ('groups', models.JSONField(default=dict)),
                ('routing', models.JSONField(default=dict)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='maps', to='opinions.consultation')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('of', 'is_final'), name='map_once')],
            },
        ),
        migrations.CreateModel(
            name='Participant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('way', models.CharField(choices=[('member', 'member'), ('invited', 'invited'), ('public', 'from the public')], max_length=10)),
                ('digest', models.CharField(blank=True, max_length=64)),
                ('entered_on', models.DateField()),
                ('chamber', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.chamber')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='participants', to='opinions.consultation')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='participant_number_once'), models.UniqueConstraint(condition=models.Q(('digest', ''), _negated=True), fields=('of', 'digest'), name='participant_once'), models.CheckConstraint(condition=models.Q(('way__in', ['member', 'invited', 'public'])), name='participant_way_known')],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('text', models.JSONField()),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('is_seed', models.BooleanField(default=False)),
                ('is_about_voter', models.BooleanField(default=False)),
                ('status', models.CharField(choices=[('waiting', 'waits for the moderator'), ('shown', 'put to the vote'), ('rejected', 'rejected'), ('merged', 'merged into another')], default='waiting', editable=False, max_length=10)),
                ('ground', models.CharField(blank=True, choices=[('not_one', 'It says several things at once; one could agree with a part of it.'), ('not_clear', 'It cannot be answered with agree or disagree.'), ('off_topic', 'It is about something else than the consultation.'), ('personal_data', 'It names a private person or tells personal data.'), ('insult', 'It insults or threatens.'), ('unlawful', 'The law forbids to publish it.')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('proposed_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('decided_by', models.CharField(blank=True, max_length=200)),
                ('agreed_on', models.DateField(editable=False, null=True)),
                ('author', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='statements', to='opinions.participant')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='opinions.statement')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='statements', to='opinions.consultation')),
            ],
            options={
                'ordering': ['number'],
                'indexes': [models.Index(fields=['of', 'status', 'number'], name='statement_by_status'), models.Index(condition=models.Q(('agreed_on__isnull', False)), fields=['agreed_on', 'id'], name='statement_agreed')],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='statement_number_once'), models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'shown', 'rejected', 'merged'])), name='statement_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('status', 'merged')), models.Q(models.Q(('status', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='statement_merged_somewhere')],
            },
        ),
        migrations.CreateModel(
            name='Exposure',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('put_off_at', models.DateTimeField(null=True)),
                ('participant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='exposures', to='opinions.participant')),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exposures', to='opinions.statement')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('participant', 'statement'), name='exposure_once')],
            },
        ),
        migrations.CreateModel(
            name='Vote',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('value', models.SmallIntegerField(choices=[(1, 'Agree'), (0, 'Pass'), (-1, 'Disagree')])),
                ('at', models.DateTimeField()),
                ('of', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='opinions.consultation')),
                ('participant', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='opinions.participant')),
                ('statement', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='votes', to='opinions.statement')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['of', 'id'], name='vote_of_consultation'), models.Index(fields=['participant', 'id'], name='vote_of_participant')],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__in', [1, 0, -1])), name='vote_known')],
            },
        ),
    ]
