import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('members', '0005_declared_by_name'),
        ('recommendations', '0001_start'),
    ]

    operations = [
        migrations.CreateModel(
            name='RoadMap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('title', models.JSONField()),
                ('purpose', models.JSONField(blank=True, default=dict)),
                ('starts_on', models.DateField(verbose_name='from')),
                ('ends_on', models.DateField(verbose_name='until')),
                ('status', models.CharField(choices=[('draft', 'being prepared'), ('adopted', 'adopted')], default='draft', editable=False, max_length=10)),
                ('decision', models.CharField(blank=True, max_length=20)),
                ('adopted_on', models.DateField(null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('edited', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['-starts_on', '-id'],
                'indexes': [models.Index(fields=['status', '-starts_on', '-id'], name='roadmap_newest')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['draft', 'adopted'])), name='roadmap_status'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='roadmap_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Measure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=20)),
                ('order', models.PositiveIntegerField(default=0)),
                ('title', models.JSONField()),
                ('result', models.JSONField(blank=True, default=dict)),
                ('partners', models.JSONField(blank=True, default=list)),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='begins')),
                ('due_on', models.DateField(verbose_name='deadline')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='budget')),
                ('currency', models.CharField(blank=True, default='', max_length=3, verbose_name='currency')),
                ('budget_source', models.JSONField(blank=True, default=dict)),
                ('indicator', models.JSONField(blank=True, default=dict)),
                ('baseline', models.CharField(blank=True, max_length=100, verbose_name='baseline')),
                ('target', models.CharField(blank=True, max_length=100, verbose_name='target')),
                ('status', models.CharField(choices=[('not_begun', 'not begun'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped, with reasons')], default='not_begun', editable=False, max_length=12)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('changed_at', models.DateTimeField()),
                ('edited', models.PositiveIntegerField(default=0)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='measures', to='members.organisation')),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='measures', to='implementation.roadmap')),
            ],
            options={
                'ordering': ['order', 'id'],
                'indexes': [models.Index(fields=['owner', 'due_on', 'id'], name='measure_by_owner'), models.Index(fields=['status', 'due_on', 'id'], name='measure_by_due'), models.Index(fields=['roadmap', 'order', 'id'], name='measure_in_its_place')],
                'constraints': [models.CheckConstraint(condition=models.Q(('status__in', ['not_begun', 'under_way', 'done', 'dropped'])), name='measure_status'), models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='measure_percent'), models.CheckConstraint(condition=models.Q(('starts_on', None), ('due_on__gte', models.F('starts_on')), _connector='OR'), name='measure_due_after_it_begins'), models.CheckConstraint(condition=models.Q(('budget', None), ('budget__gte', 0), _connector='OR'), name='measure_budget'), models.UniqueConstraint(fields=('roadmap', 'place'), name='measure_place_once')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField(default=1, verbose_name='weight')),
                ('order', models.PositiveIntegerField(default=0)),
                ('recommendation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='goals', to='recommendations.recommendation')),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='implementation.roadmap')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('roadmap', 'recommendation'), name='goal_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='goal_weighs')],
            },
        ),
        migrations.CreateModel(
            name='Staged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('rows', models.JSONField()),
                ('notes', models.JSONField(default=list)),
                ('known_as', models.JSONField(default=dict)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('roadmap', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='staged', to='implementation.roadmap')),
            ],
            options={
                'verbose_name_plural': 'staged',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Contribution',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('weight', models.PositiveSmallIntegerField(default=1, verbose_name='weight')),
                ('goal', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='implementation.goal')),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contributions', to='implementation.measure')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('measure', 'goal'), name='contribution_once'), models.CheckConstraint(condition=models.Q(('weight__gte', 1)), name='contribution_weighs')],
            },
        ),
        migrations.CreateModel(
            name='Progress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(choices=[('not_begun', 'not begun'), ('under_way', 'under way'), ('done', 'done'), ('dropped', 'dropped, with reasons')], max_length=12)),
                ('percent', models.PositiveSmallIntegerField()),
                ('text', models.TextField(blank=True, verbose_name='what was done')),
                ('evidence', models.TextField(blank=True, verbose_name='evidence')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('measure', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='implementation.measure')),
            ],
            options={
                'verbose_name_plural': 'progress',
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('percent__lte', 100)), name='progress_percent'), models.CheckConstraint(condition=models.Q(('status__in', ['not_begun', 'under_way', 'done', 'dropped'])), name='progress_status')],
            },
        ),
    ]
