import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('members', '0004_laws_and_duties'),
    ]

    operations = [
        migrations.CreateModel(
            name='Proposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=40, unique=True)),
                ('draft_key', models.CharField(editable=False, max_length=40, unique=True)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='prevailing language')),
                ('status', models.CharField(choices=[('draft', 'draft'), ('submitted', 'submitted'), ('returned', 'returned for its form'), ('in_comment', 'in comment'), ('agenda', 'on the agenda'), ('adopted', 'adopted'), ('adopted_in_part', 'adopted in part'), ('referred', 'referred'), ('not_adopted', 'not adopted'), ('withdrawn', 'withdrawn')], default='draft', editable=False, max_length=20)),
                ('edited', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('form_due_on', models.DateField(null=True)),
                ('appealed_at', models.DateTimeField(null=True)),
                ('comments_until', models.DateField(null=True)),
                ('agenda_on', models.DateField(null=True)),
                ('decided_on', models.DateField(null=True)),
                ('decision_reason', models.JSONField(blank=True, default=dict)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to=settings.AUTH_USER_MODEL)),
                ('chamber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.chamber')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='proposals', to='members.organisation')),
                ('referred_to', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
            ],
            options={
                'indexes': [models.Index(fields=['-submitted_at', '-id'], name='proposal_newest'), models.Index(fields=['status', '-submitted_at', '-id'], name='proposal_newest_of_status'), models.Index(fields=['chamber', '-submitted_at', '-id'], name='proposal_newest_of_chamber')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'submitted', 'returned', 'in_comment', 'agenda', 'adopted', 'adopted_in_part', 'referred', 'not_adopted', 'withdrawn'])), name='proposal_status_known'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'draft'), ('submitted_at', None)), models.Q(models.Q(('status', 'draft'), _negated=True), ('submitted_at__isnull', False)), _connector='OR'), name='proposal_is_submitted_or_draft')],
            },
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(db_index=True, max_length=20)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='links', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='proposal_link_once')],
            },
        ),
        migrations.CreateModel(
            name='Follower',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followed_proposals', to=settings.AUTH_USER_MODEL)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='followers', to='proposals.proposal')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('of', 'user'), name='proposal_follower_once')],
            },
        ),
        migrations.CreateModel(
            name='CoSponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('invited', 'invited'), ('accepted', 'co-sponsor'), ('declined', 'declined'), ('left', 'no longer co-sponsor')], default='invited', editable=False, max_length=10)),
                ('invited_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='cosponsors', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['organisation', 'status'], name='cosponsor_asked')],
                'constraints': [models.UniqueConstraint(fields=('of', 'organisation'), name='cosponsor_once'), models.CheckConstraint(condition=models.Q(('status__in', ['invited', 'accepted', 'declined', 'left'])), name='cosponsor_status_known')],
            },
        ),
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('fact', 'fact'), ('opinion', 'opinion'), ('legal_view', 'legal view')], max_length=12, verbose_name='kind')),
                ('text', models.TextField(verbose_name='claim')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('method', models.TextField(blank=True, verbose_name='method')),
                ('capacity', models.CharField(blank=True, max_length=300, verbose_name='capacity')),
                ('on_behalf', models.CharField(blank=True, max_length=300, verbose_name='for whom')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('made_at', models.DateTimeField()),
                ('retracted_at', models.DateTimeField(null=True)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['fact', 'opinion', 'legal_view'])), name='claim_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Attachment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200, verbose_name='file name')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('file', models.FileField(max_length=200, upload_to='proposals/')),
                ('added_at', models.DateTimeField()),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attachments', to='proposals.proposal')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=40)),
                ('before', models.CharField(blank=True, max_length=20)),
                ('after', models.CharField(blank=True, max_length=20)),
                ('at', models.DateTimeField()),
                ('reason', models.JSONField(blank=True, default=dict)),
                ('facts', models.JSONField(blank=True, default=dict)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='proposals.proposal')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TitleWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.BinaryField(max_length=160)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='title_words', to='proposals.proposal')),
            ],
            options={
                'indexes': [models.Index(fields=['word', 'of'], name='proposal_by_title_word')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('is_current', models.BooleanField(default=True)),
                ('title', models.CharField(max_length=300, verbose_name='title')),
                ('problem', models.TextField(blank=True, verbose_name='problem')),
                ('proposal', models.TextField(blank=True, verbose_name='what is proposed')),
                ('justification', models.TextField(blank=True, verbose_name='justification')),
                ('made_at', models.DateTimeField()),
                ('note', models.TextField(blank=True, verbose_name='what has changed')),
                ('made_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='proposals.proposal')),
            ],
            options={
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('of', 'number'), name='version_number_once'), models.UniqueConstraint(condition=models.Q(('is_current', True)), fields=('of',), name='version_one_current')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stance', models.CharField(choices=[('support', 'support'), ('reservation', 'reservation'), ('oppose', 'oppose')], max_length=12, verbose_name='position')),
                ('reason', models.TextField(blank=True, verbose_name='reasons')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('at', models.DateTimeField()),
                ('chamber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.chamber')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='proposals.proposal')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='proposals.version')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('stance__in', ['support', 'reservation', 'oppose'])), name='position_stance_known')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('paragraph', models.PositiveSmallIntegerField()),
                ('person', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(verbose_name='comment')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('at', models.DateTimeField()),
                ('chamber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.chamber')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='proposals.proposal')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='proposals.version')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
