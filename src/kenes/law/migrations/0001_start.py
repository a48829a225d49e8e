import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Text',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('title', models.TextField()),
                ('preamble', models.TextField(blank=True)),
                ('ending', models.TextField(blank=True)),
                ('count', models.PositiveIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('entered_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='TreatyRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('since', models.DateField(unique=True, verbose_name='since')),
                ('rule', models.JSONField()),
                ('basis', models.JSONField(blank=True, default=dict)),
                ('treaty_prevails', models.BooleanField(null=True)),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-since'],
            },
        ),
        migrations.CreateModel(
            name='Act',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('constitution', 'constitution'), ('constitutional_law', 'constitutional law'), ('code', 'code'), ('law', 'law'), ('decree', 'decree'), ('resolution', 'resolution of the government'), ('order', 'order of a minister'), ('ruling', 'ruling of a court'), ('other', 'other act')], max_length=20, verbose_name='kind')),
                ('name', models.JSONField()),
                ('short', models.JSONField(blank=True, default=dict)),
                ('official_number', models.CharField(blank=True, max_length=40, verbose_name='official number')),
                ('enacted_on', models.DateField(verbose_name='enacted on')),
                ('prevailing', models.JSONField(default=list)),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('entered_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-enacted_on', '-id'],
                'indexes': [models.Index(fields=['-enacted_on', '-id'], name='act_newest'), models.Index(fields=['kind', '-enacted_on', '-id'], name='act_newest_of_kind')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['constitution', 'constitutional_law', 'code', 'law', 'decree', 'resolution', 'order', 'ruling', 'other'])), name='act_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Instrument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=40, unique=True)),
                ('kind', models.CharField(choices=[('treaty', 'treaty'), ('protocol', 'protocol'), ('declaration', 'declaration'), ('osce', 'OSCE document'), ('labour', 'convention of the ILO'), ('other', 'other instrument')], max_length=12, verbose_name='kind')),
                ('name', models.JSONField()),
                ('short', models.JSONField(blank=True, default=dict)),
                ('adopted_on', models.DateField(blank=True, null=True, verbose_name='adopted on')),
                ('in_force_on', models.DateField(blank=True, null=True, verbose_name='in force since')),
                ('mechanism', models.CharField(blank=True, max_length=40, verbose_name='mechanism')),
                ('reports_every', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('has_complaints', models.BooleanField(default=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='protocols', to='law.instrument')),
            ],
            options={
                'ordering': ['adopted_on', 'code'],
                'indexes': [models.Index(fields=['adopted_on', 'code'], name='instrument_by_day'), models.Index(fields=['kind', 'adopted_on', 'code'], name='instrument_by_kind'), models.Index(condition=models.Q(('has_complaints', True)), fields=['adopted_on', 'code'], name='instrument_of_complaints')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['treaty', 'protocol', 'declaration', 'osce', 'labour', 'other'])), name='instrument_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Commitment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('none', 'no action'), ('signed', 'signed'), ('party', 'party'), ('endorsed', 'endorsed'), ('denounced', 'denounced')], default='none', max_length=10)),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('joined_on', models.DateField(blank=True, null=True, verbose_name='ratified or acceded to on')),
                ('joined_year', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('in_force_on', models.DateField(blank=True, null=True, verbose_name='in force for the country since')),
                ('reservations', models.JSONField(blank=True, default=dict)),
                ('takes_complaints', models.BooleanField(null=True)),
                ('complaints_since', models.DateField(blank=True, null=True)),
                ('note', models.JSONField(blank=True, default=dict)),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('changed_at', models.DateTimeField()),
                ('instrument', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='commitment', to='law.instrument')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['none', 'signed', 'party', 'endorsed', 'denounced'])), name='commitment_status_known')],
            },
        ),
        migrations.CreateModel(
            name='Obligation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('order', models.PositiveIntegerField()),
                ('label', models.JSONField(blank=True, default=dict)),
                ('text', models.JSONField(blank=True, default=dict)),
                ('themes', models.JSONField(blank=True, default=list)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='obligations', to='law.instrument')),
            ],
            options={
                'ordering': ['instrument', 'order'],
                'indexes': [models.Index(fields=['instrument', 'order'], name='obligation_in_order')],
                'constraints': [models.UniqueConstraint(fields=('instrument', 'number'), name='obligation_once')],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.JSONField(blank=True, default=dict)),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due on')),
                ('submitted_on', models.DateField(blank=True, null=True, verbose_name='submitted on')),
                ('considered_on', models.DateField(blank=True, null=True, verbose_name='considered on')),
                ('symbol', models.CharField(blank=True, max_length=80, verbose_name='document symbol')),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='law.instrument')),
            ],
            options={
                'ordering': ['due_on', 'id'],
                'indexes': [models.Index(condition=models.Q(('considered_on', None), ('submitted_on', None)), fields=['due_on', 'id'], name='report_by_due_day'), models.Index(condition=models.Q(('considered_on', None), ('submitted_on__isnull', False)), fields=['-submitted_on', '-id'], name='report_by_day_sent'), models.Index(condition=models.Q(('considered_on__isnull', False)), fields=['-considered_on', '-id'], name='report_by_day_considered')],
            },
        ),
        migrations.CreateModel(
            name='Provision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('order', models.PositiveIntegerField()),
                ('depth', models.PositiveSmallIntegerField()),
                ('anchor', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=12)),
                ('number', models.CharField(blank=True, max_length=40)),
                ('heading', models.TextField(blank=True)),
                ('text', models.TextField(blank=True)),
                ('tail', models.TextField(blank=True)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='provisions', to='law.text')),
            ],
            options={
                'ordering': ['order'],
                'constraints': [models.UniqueConstraint(fields=('of', 'order'), name='provision_place_once'), models.UniqueConstraint(fields=('of', 'anchor'), name='provision_anchor_once')],
            },
        ),
        migrations.CreateModel(
            name='Upload',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField()),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('amended_by', models.JSONField(blank=True, default=dict)),
                ('note', models.JSONField(blank=True, default=dict)),
                ('name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('read', models.JSONField()),
                ('status', models.CharField(choices=[('read', 'to be checked'), ('saved', 'saved'), ('discarded', 'discarded')], default='read', max_length=10)),
                ('uploaded_at', models.DateTimeField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='law.act')),
                ('uploaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['read', 'saved', 'discarded'])), name='act_upload_status_known')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(verbose_name='in force since')),
                ('amended_by', models.JSONField(blank=True, default=dict)),
                ('note', models.JSONField(blank=True, default=dict)),
                ('entered_at', models.DateTimeField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='law.act')),
            ],
            options={
                'ordering': ['-on'],
                'constraints': [models.UniqueConstraint(fields=('act', 'on'), name='act_version_once')],
            },
        ),
        migrations.AddField(
            model_name='text',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='law.version'),
        ),
        migrations.CreateModel(
            name='ActWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.BinaryField(max_length=160)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='words', to='law.act')),
            ],
            options={
                'indexes': [models.Index(fields=['word', 'of'], name='act_by_word')],
            },
        ),
        migrations.CreateModel(
            name='Moved',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('before', models.CharField(blank=True, max_length=200)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moves', to='law.text')),
            ],
            options={
                'indexes': [models.Index(fields=['of', 'anchor'], name='moved_to'), models.Index(fields=['of', 'before'], name='moved_from')],
            },
        ),
        migrations.AddConstraint(
            model_name='text',
            constraint=models.UniqueConstraint(fields=('version', 'language'), name='act_text_once'),
        ),
    ]
