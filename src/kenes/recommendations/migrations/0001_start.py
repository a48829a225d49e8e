import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('members', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True)),
                ('name', models.CharField(max_length=255, verbose_name='file name')),
                ('media_type', models.CharField(max_length=100)),
                ('size', models.PositiveBigIntegerField()),
                ('file', models.FileField(max_length=200, upload_to='documents/')),
                ('public_file', models.FileField(max_length=200, upload_to='public/')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('symbol', models.CharField(blank=True, db_index=True, max_length=80, verbose_name='document symbol')),
                ('title', models.CharField(blank=True, max_length=500, verbose_name='title')),
                ('mechanism', models.CharField(blank=True, max_length=40, verbose_name='mechanism')),
                ('country', models.CharField(blank=True, max_length=3, verbose_name='country concerned')),
                ('session', models.CharField(blank=True, max_length=20, verbose_name='session')),
                ('cycle', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='cycle')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='published on')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], default='en', max_length=2, verbose_name='language')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('text', models.TextField(blank=True)),
                ('received_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Recommendation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('natural_key', models.CharField(max_length=200, unique=True)),
                ('mechanism', models.CharField(blank=True, max_length=40, verbose_name='mechanism')),
                ('kind', models.CharField(blank=True, max_length=60, verbose_name='kind')),
                ('symbol', models.CharField(blank=True, max_length=80, verbose_name='document symbol')),
                ('paragraph', models.CharField(blank=True, max_length=40, verbose_name='paragraph')),
                ('annotation_id', models.CharField(blank=True, max_length=60)),
                ('page', models.PositiveIntegerField(blank=True, null=True)),
                ('span_start', models.PositiveIntegerField(blank=True, null=True)),
                ('span_end', models.PositiveIntegerField(blank=True, null=True)),
                ('country', models.CharField(blank=True, max_length=3, verbose_name='country concerned')),
                ('states', models.JSONField(default=list, verbose_name='recommending States')),
                ('session', models.CharField(blank=True, max_length=20, verbose_name='session')),
                ('cycle', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='cycle')),
                ('published_on', models.DateField(blank=True, null=True, verbose_name='date')),
                ('heading', models.TextField(blank=True, verbose_name='stands under')),
                ('raw', models.TextField(blank=True)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2, verbose_name='prevailing language')),
                ('themes', models.JSONField(default=list, verbose_name='themes')),
                ('affected', models.JSONField(default=list, verbose_name='affected groups')),
                ('sdgs', models.JSONField(default=list, verbose_name='sustainable development goals')),
                ('position', models.CharField(choices=[('supported', 'supported'), ('noted', 'noted'), ('pending', 'pending'), ('unknown', 'not stated')], default='unknown', max_length=20, verbose_name='position')),
                ('position_verbatim', models.CharField(blank=True, max_length=200)),
                ('action', models.CharField(choices=[('minimal', 'minimal action'), ('continue', 'continue action'), ('consider', 'consider action'), ('general', 'general action'), ('specific', 'specific action'), ('unknown', 'not classified')], default='unknown', max_length=20, verbose_name='requested action')),
                ('stage', models.CharField(choices=[('received', 'received'), ('assigned', 'assigned'), ('planned', 'planned'), ('in_progress', 'in progress'), ('reported', 'reported'), ('closed', 'closed')], default='received', max_length=20, verbose_name='stage of work')),
                ('source_grade', models.CharField(blank=True, max_length=100)),
                ('doubts', models.JSONField(default=list)),
                ('is_incomplete', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Mapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='name')),
                ('columns', models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20, verbose_name='kind')),
                ('status', models.CharField(choices=[('waiting', 'waiting'), ('reading', 'being read'), ('ready', 'ready to check'), ('applying', 'being saved'), ('applied', 'saved in the register'), ('undone', 'undone'), ('discarded', 'discarded'), ('failed', 'failed')], default='waiting', editable=False, max_length=20)),
                ('started_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('counts', models.JSONField(default=dict)),
                ('error_code', models.CharField(blank=True, max_length=40)),
                ('error_facts', models.JSONField(default=dict)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to='recommendations.document')),
                ('started_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL)),
                ('mapping', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='recommendations.mapping')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['waiting', 'reading', 'ready', 'applying', 'applied', 'undone', 'discarded', 'failed'])), name='import_status_known')],
            },
        ),
        migrations.CreateModel(
            name='Indexed',
            fields=[
                ('recommendation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='indexed', serialize=False, to='recommendations.recommendation')),
                ('known', models.TextField()),
            ],
        ),
        migrations.AddField(
            model_name='recommendation',
            name='created_by_import',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='created', to='recommendations.import'),
        ),
        migrations.AddField(
            model_name='recommendation',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='recommendations', to='recommendations.document'),
        ),
        migrations.CreateModel(
            name='Assessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by', models.CharField(choices=[('state', 'state'), ('civil', 'civil society'), ('nhri', 'human-rights institution'), ('independent', 'independent assessor'), ('mechanism', 'the mechanism itself')], max_length=20, verbose_name='assessed by')),
                ('grade', models.CharField(choices=[('implemented', 'implemented'), ('partly', 'partly implemented'), ('in_progress', 'in progress'), ('not_begun', 'not begun'), ('not_implemented', 'not implemented'), ('not_assessed', 'not assessed')], max_length=20, verbose_name='assessment')),
                ('grade_verbatim', models.CharField(blank=True, max_length=100)),
                ('on', models.DateField(verbose_name='date')),
                ('evidence_until', models.DateField(blank=True, null=True, verbose_name='evidence up to')),
                ('note', models.JSONField(blank=True, default=dict)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='members.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assessments', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('by__in', ['state', 'civil', 'nhri', 'independent', 'mechanism'])), name='assessment_by_known'), models.CheckConstraint(condition=models.Q(('grade__in', ['implemented', 'partly', 'in_progress', 'not_begun', 'not_implemented', 'not_assessed'])), name='assessment_grade_known')],
            },
        ),
        migrations.CreateModel(
            name='LawChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.JSONField()),
                ('provision', models.JSONField()),
                ('before', models.JSONField()),
                ('after', models.JSONField()),
                ('in_force_on', models.DateField()),
                ('confirmed_by', models.JSONField()),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='law_changes', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['in_force_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=20)),
                ('key', models.CharField(max_length=200)),
                ('bitmap', models.BinaryField()),
                ('version', models.BigIntegerField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('field', 'key'), name='posting_once')],
            },
        ),
        migrations.CreateModel(
            name='RecommendationText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('original', 'prevailing text'), ('checked', 'checked translation'), ('draft', 'draft translation'), ('stale', 'stale translation')], max_length=10)),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='recommendations.recommendation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('recommendation', 'language'), name='recommendation_text_once'), models.CheckConstraint(condition=models.Q(('state__in', ['original', 'checked', 'draft', 'stale'])), name='recommendation_text_state_known')],
            },
        ),
        migrations.CreateModel(
            name='SavedSearch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('query', models.CharField(max_length=2000)),
                ('saved_at', models.DateTimeField()),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_searches', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('user', 'name'), name='saved_search_name_once')],
            },
        ),
        migrations.CreateModel(
            name='Step',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('axis', models.CharField(max_length=20)),
                ('before', models.CharField(blank=True, max_length=40)),
                ('after', models.CharField(blank=True, max_length=40)),
                ('at', models.DateTimeField()),
                ('reason', models.JSONField(blank=True, default=dict)),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='recommendations.recommendation')),
            ],
            options={
                'ordering': ['at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField()),
                ('outcome', models.CharField(choices=[('new', 'new'), ('changed', 'changed'), ('same', 'the same'), ('repeated', 'repeated in the file'), ('not_understood', 'not understood')], max_length=20)),
                ('included', models.BooleanField(default=True)),
                ('natural_key', models.CharField(blank=True, max_length=200)),
                ('item', models.JSONField(default=dict)),
                ('before', models.JSONField(null=True)),
                ('is_doubtful', models.BooleanField(default=False)),
                ('page', models.PositiveIntegerField(null=True)),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='recommendations.import')),
            ],
            options={
                'ordering': ['index'],
                'indexes': [models.Index(fields=['of', 'outcome', 'index'], name='import_row_by_outcome'), models.Index(fields=['of', 'is_doubtful', 'index'], name='import_row_doubtful'), models.Index(fields=['of', 'page', 'index'], name='import_row_by_page')],
                'constraints': [models.UniqueConstraint(fields=('of', 'index'), name='import_row_once'), models.CheckConstraint(condition=models.Q(('outcome__in', ['new', 'changed', 'same', 'repeated', 'not_understood'])), name='import_row_outcome_known')],
            },
        ),
        migrations.AddIndex(
            model_name='recommendation',
            index=models.Index(fields=['symbol', 'paragraph'], name='recommendation_by_paragraph'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('position__in', ['supported', 'noted', 'pending', 'unknown'])), name='recommendation_position_known'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['minimal', 'continue', 'consider', 'general', 'specific', 'unknown'])), name='recommendation_action_known'),
        ),
        migrations.AddConstraint(
            model_name='recommendation',
            constraint=models.CheckConstraint(condition=models.Q(('stage__in', ['received', 'assigned', 'planned', 'in_progress', 'reported', 'closed'])), name='recommendation_stage_known'),
        ),
    ]
