import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('members', '0004_laws_and_duties'),
    ]

    operations = [
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('kind', models.CharField(choices=[('question', 'question'), ('proposal', 'proposal'), ('recommendation', 'recommendation')], default='question', max_length=20, verbose_name='kind')),
                ('about', models.CharField(blank=True, max_length=80)),
                ('addressee_kind', models.CharField(choices=[('state_body', 'state body'), ('parliament', 'parliament'), ('ngo', 'non-governmental organisation'), ('nhri', 'human-rights institution'), ('mission', 'diplomatic mission'), ('international', 'international organisation'), ('donor', 'donor'), ('other', 'other organisation')], editable=False, max_length=20)),
                ('asker_id', models.BigIntegerField(null=True)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('text', models.TextField(verbose_name='text')),
                ('is_public', models.BooleanField(default=True)),
                ('asked_at', models.DateTimeField()),
                ('asked_on', models.DateField()),
                ('due_on', models.DateField()),
                ('first_due_on', models.DateField()),
                ('remind_on', models.DateField(null=True)),
                ('status', models.CharField(choices=[('waiting', 'waiting for a reply'), ('answered', 'answered'), ('referred', 'referred to another institution'), ('withdrawn', 'withdrawn by who asked')], default='waiting', editable=False, max_length=20)),
                ('answered_at', models.DateTimeField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('withdrawn_on', models.DateField(null=True)),
                ('withdrawn_because', models.CharField(blank=True, max_length=300)),
                ('addressee', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests_received', to='members.organisation')),
                ('asked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests_made', to='members.organisation')),
                ('follows', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='followed_by', to='replies.request')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('is_public', True), ('status', 'waiting')), fields=['due_on', 'id'], name='request_open'), models.Index(condition=models.Q(('is_public', True), ('status', 'waiting')), fields=['addressee_kind', 'due_on', 'id'], name='request_open_by_kind'), models.Index(condition=models.Q(('status', 'waiting')), fields=['due_on', 'remind_on', 'id'], name='request_clock'), models.Index(fields=['addressee', 'asked_on', 'id'], name='request_by_addressee'), models.Index(fields=['about', 'id'], name='request_by_about')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['question', 'proposal', 'recommendation'])), name='request_kind_known'), models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'answered', 'referred', 'withdrawn'])), name='request_status_known'), models.CheckConstraint(condition=models.Q(('asked_by', None), models.Q(('asked_by', models.F('addressee')), _negated=True), _connector='OR'), name='request_to_another'), models.CheckConstraint(condition=models.Q(('first_due_on__gt', models.F('asked_on')), ('due_on__gte', models.F('first_due_on'))), name='request_due_after_asked'), models.CheckConstraint(condition=models.Q(models.Q(('answered_at__isnull', False), ('answered_on__isnull', False), ('status__in', ['answered', 'referred'])), models.Q(('answered_at', None), ('answered_on', None), ('status__in', ['waiting', 'withdrawn'])), _connector='OR'), name='request_answered_at_a_time'), models.UniqueConstraint(fields=('follows',), name='request_referred_once')],
            },
        ),
        migrations.CreateModel(
            name='Reply',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('accepted', 'accepted'), ('in_part', 'accepted in part'), ('declined', 'declined, with reasons'), ('referred', 'referred to another institution'), ('more_time', 'more time until a date'), ('answered', 'answer')], max_length=20, verbose_name='kind of reply')),
                ('text', models.TextField(blank=True, verbose_name='text')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='language')),
                ('until', models.DateField(blank=True, null=True)),
                ('status', models.CharField(choices=[('draft', 'being drafted'), ('handed_up', 'handed up for signature'), ('signed', 'signed')], default='draft', editable=False, max_length=20)),
                ('drafted_by_id', models.BigIntegerField()),
                ('drafted_by_name', models.CharField(max_length=200)),
                ('drafted_at', models.DateTimeField()),
                ('hands', models.JSONField(default=list)),
                ('returned_note', models.TextField(blank=True)),
                ('signed_by_id', models.BigIntegerField(null=True)),
                ('signed_by_name', models.CharField(blank=True, max_length=200)),
                ('signed_at', models.DateTimeField(null=True)),
                ('edited', models.PositiveIntegerField(default=0)),
                ('referred_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='replies', to='replies.request')),
            ],
            options={
                'verbose_name_plural': 'replies',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['accepted', 'in_part', 'declined', 'referred', 'more_time', 'answered'])), name='reply_kind_known'), models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'handed_up', 'signed'])), name='reply_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('signed_at__isnull', False), ('status', 'signed'), ('signed_by_id__isnull', False), models.Q(('signed_by_id', models.F('drafted_by_id')), _negated=True)), models.Q(models.Q(('status', 'signed'), _negated=True), ('signed_at', None), ('signed_by_id', None)), _connector='OR'), name='reply_by_two'), models.UniqueConstraint(condition=models.Q(('status', 'signed'), _negated=True), fields=('request',), name='reply_one_unsigned'), models.UniqueConstraint(condition=models.Q(('status', 'signed'), models.Q(('kind', 'more_time'), _negated=True)), fields=('request',), name='reply_one_that_ends'), models.UniqueConstraint(condition=models.Q(('kind', 'more_time'), ('status', 'signed')), fields=('request',), name='reply_one_extension')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('before_due', 'due soon'), ('overdue', 'overdue')], max_length=20)),
                ('due_on', models.DateField()),
                ('made_at', models.DateTimeField()),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reminders', to='replies.request')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['before_due', 'overdue'])), name='reminder_kind_known'), models.UniqueConstraint(fields=('request', 'kind', 'due_on'), name='reminder_once_for_a_deadline')],
            },
        ),
    ]
