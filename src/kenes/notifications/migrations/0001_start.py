import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('journal', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='Cursor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.BigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='cursor_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first', models.BigIntegerField()),
                ('last', models.BigIntegerField()),
                ('horizon', models.BigIntegerField(null=True)),
                ('is_fault', models.BooleanField(default=False)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('last__gte', models.F('first'))), name='gap_in_order')],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True)),
                ('mode', models.CharField(choices=[('at_once', 'at once'), ('daily', 'in one letter a day'), ('weekly', 'in one letter a week'), ('none', 'never')], max_length=10)),
                ('message_id', models.CharField(max_length=200, unique=True)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('made_at', models.DateTimeField()),
                ('status', models.CharField(choices=[('queued', 'waiting to be sent'), ('sending', 'being sent'), ('sent', 'sent'), ('doubtful', 'perhaps sent'), ('refused', 'refused by the mail server'), ('dropped', 'not wanted any more')], default='queued', editable=False, max_length=10)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sent_at', models.DateTimeField(null=True)),
                ('failure', models.CharField(blank=True, max_length=300)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('status', 'queued')), fields=['not_before'], name='letter_queued'), models.Index(condition=models.Q(('status__in', ['sending', 'doubtful', 'refused'])), fields=['status', 'made_at'], name='letter_troubled'), models.Index(fields=['user', 'mode', '-made_at'], name='letter_latest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('mode__in', ['at_once', 'daily', 'weekly', 'none'])), name='letter_mode_known'), models.CheckConstraint(condition=models.Q(('status__in', ['queued', 'sending', 'sent', 'doubtful', 'refused', 'dropped'])), name='letter_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('sent_at__isnull', False), ('status', 'sent')), models.Q(models.Q(('status', 'sent'), _negated=True), ('sent_at', None)), _connector='OR'), name='letter_sent_at_a_time'), models.CheckConstraint(condition=models.Q(('claimed_at__isnull', False), ('status__in', ['queued', 'dropped']), _connector='OR'), name='letter_claimed_before_it_goes')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('requests', 'Requests to your organisation'), ('drafts', 'Drafts of replies that wait for you'), ('reminders', 'Replies that are due soon or overdue'), ('replies', 'Replies to what your organisation asked'), ('proposals', 'Proposals that you made, support or follow'), ('invitations', 'Invitations to co-sponsor a proposal'), ('form', 'The check of form of your proposals'), ('submitted', 'Proposals that wait for the secretariat or the chair'), ('places', 'Seats, offices and duties given to you'), ('second', 'What waits for you as second officer'), ('imports', 'Documents that were read in')], max_length=20)),
                ('subject', models.CharField(max_length=80)),
                ('url', models.CharField(max_length=300)),
                ('title', models.CharField(max_length=40)),
                ('facts', models.JSONField(default=dict)),
                ('is_restricted', models.BooleanField(default=False)),
                ('made_at', models.DateTimeField()),
                ('read_at', models.DateTimeField(null=True)),
                ('is_shown', models.BooleanField(default=True)),
                ('is_waiting', models.BooleanField(default=True)),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notices', to='journal.entry')),
                ('letter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to='notifications.letter')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('is_shown', True)), fields=['user', 'id'], name='notice_shown'), models.Index(condition=models.Q(('is_shown', True), ('read_at', None)), fields=['user'], name='notice_unread'), models.Index(condition=models.Q(('is_waiting', True)), fields=['user', 'id'], name='notice_waiting')],
                'constraints': [models.UniqueConstraint(fields=('user', 'act', 'subject'), name='notice_once'), models.CheckConstraint(condition=models.Q(('category__in', ['requests', 'drafts', 'reminders', 'replies', 'proposals', 'invitations', 'form', 'submitted', 'places', 'second', 'imports'])), name='notice_category_known'), models.CheckConstraint(condition=models.Q(('letter', None), ('is_waiting', False), _connector='OR'), name='notice_in_one_letter')],
            },
        ),
        migrations.CreateModel(
            name='Outage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('failures', models.PositiveIntegerField(default=1)),
                ('retry_at', models.DateTimeField()),
                ('why', models.CharField(max_length=300)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='outage_is_one')],
            },
        ),
        migrations.CreateModel(
            name='Round',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('mode', models.CharField(choices=[('at_once', 'at once'), ('daily', 'in one letter a day'), ('weekly', 'in one letter a week'), ('none', 'never')], max_length=10)),
                ('day', models.DateField()),
                ('through', models.BigIntegerField()),
                ('made_at', models.DateTimeField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('mode', 'day'), name='round_once'), models.CheckConstraint(condition=models.Q(('mode__in', ['daily', 'weekly'])), name='round_mode_known')],
            },
        ),
        migrations.CreateModel(
            name='Choice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(choices=[('requests', 'Requests to your organisation'), ('drafts', 'Drafts of replies that wait for you'), ('reminders', 'Replies that are due soon or overdue'), ('replies', 'Replies to what your organisation asked'), ('proposals', 'Proposals that you made, support or follow'), ('invitations', 'Invitations to co-sponsor a proposal'), ('form', 'The check of form of your proposals'), ('submitted', 'Proposals that wait for the secretariat or the chair'), ('places', 'Seats, offices and duties given to you'), ('second', 'What waits for you as second officer'), ('imports', 'Documents that were read in')], max_length=20)),
                ('is_shown', models.BooleanField(default=True, verbose_name='shown in the house')),
                ('email', models.CharField(choices=[('at_once', 'at once'), ('daily', 'in one letter a day'), ('weekly', 'in one letter a week'), ('none', 'never')], max_length=10, verbose_name='by e-mail')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notice_choices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'category'), name='choice_once'), models.CheckConstraint(condition=models.Q(('category__in', ['requests', 'drafts', 'reminders', 'replies', 'proposals', 'invitations', 'form', 'submitted', 'places', 'second', 'imports'])), name='choice_category_known'), models.CheckConstraint(condition=models.Q(('email__in', ['at_once', 'daily', 'weekly', 'none'])), name='choice_mode_known')],
            },
        ),
    ]
