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
            name='Body',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(blank=True, max_length=300, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(blank=True, max_length=300, verbose_name='name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='name in English')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('kind', models.CharField(choices=[('plenary', 'plenary'), ('working_group', 'working group'), ('subgroup', 'subgroup')], max_length=20, verbose_name='kind')),
                ('country', models.CharField(blank=True, max_length=3, verbose_name='country')),
                ('purpose', models.JSONField(blank=True, default=dict)),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed on')),
                ('order', models.PositiveSmallIntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='members.body')),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['plenary', 'working_group', 'subgroup'])), name='body_kind_known'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'plenary'), ('parent', None)), models.Q(models.Q(('kind', 'plenary'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='body_plenary_is_the_root'), models.UniqueConstraint(condition=models.Q(('kind', 'plenary')), fields=('kind',), name='body_one_plenary')],
            },
        ),
        migrations.CreateModel(
            name='Chamber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(blank=True, max_length=300, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(blank=True, max_length=300, verbose_name='name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='name in English')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('side', models.CharField(choices=[('state', 'state bodies'), ('parliament', 'parliament'), ('civil', 'civil society'), ('nhri', 'human-rights institution'), ('observer', 'observers')], max_length=20, verbose_name='side')),
                ('appointed_by', models.JSONField(blank=True, default=dict)),
                ('order', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['order', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('side__in', ['state', 'parliament', 'civil', 'nhri', 'observer'])), name='chamber_side_known')],
            },
        ),
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('letter', models.CharField(max_length=2)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('letter', 'year'), name='number_series_once')],
            },
        ),
        migrations.CreateModel(
            name='Office',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('chair', 'chair'), ('co_chair', 'co-chair'), ('moderator', 'moderator'), ('secretary', 'secretary')], max_length=20, verbose_name='office')),
                ('person_name', models.CharField(max_length=200, verbose_name='full name')),
                ('person_name_kk', models.CharField(blank=True, max_length=200, verbose_name='full name in Kazakh')),
                ('person_name_ru', models.CharField(blank=True, max_length=200, verbose_name='full name in Russian')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='offices', to='members.body')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='offices', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'starts_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['chair', 'co_chair', 'moderator', 'secretary'])), name='office_kind_known'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='office_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name_kk', models.CharField(blank=True, max_length=300, verbose_name='name in Kazakh')),
                ('name_ru', models.CharField(blank=True, max_length=300, verbose_name='name in Russian')),
                ('name_en', models.CharField(blank=True, max_length=300, verbose_name='name in English')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('state_body', 'state body'), ('parliament', 'parliament'), ('ngo', 'non-governmental organisation'), ('nhri', 'human-rights institution'), ('mission', 'diplomatic mission'), ('international', 'international organisation'), ('donor', 'donor'), ('other', 'other organisation')], max_length=20, verbose_name='kind')),
                ('purpose', models.JSONField(blank=True, default=dict)),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('founded_on', models.DateField(blank=True, null=True, verbose_name='founded on')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['state_body', 'parliament', 'ngo', 'nhri', 'mission', 'international', 'donor', 'other'])), name='organisation_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(max_length=40, verbose_name='label')),
                ('created_on', models.DateField(verbose_name='created on')),
                ('abolished_on', models.DateField(blank=True, null=True, verbose_name='abolished on')),
                ('body', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.body')),
                ('chamber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.chamber')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='seats', to='members.organisation')),
            ],
            options={
                'ordering': ['chamber__order', 'id'],
                'constraints': [models.UniqueConstraint(fields=('body', 'label'), name='seat_label_once_in_body'), models.CheckConstraint(condition=models.Q(('abolished_on', None), ('abolished_on__gte', models.F('created_on')), _connector='OR'), name='seat_ends_after_it_begins')],
            },
        ),
        migrations.CreateModel(
            name='Tenure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_name', models.CharField(max_length=200, verbose_name='full name')),
                ('person_name_kk', models.CharField(blank=True, max_length=200, verbose_name='full name in Kazakh')),
                ('person_name_ru', models.CharField(blank=True, max_length=200, verbose_name='full name in Russian')),
                ('capacity', models.CharField(choices=[('holder', 'holder'), ('alternate', 'alternate')], max_length=10, verbose_name='capacity')),
                ('starts_on', models.DateField(verbose_name='starts on')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='ends on')),
                ('nomination', models.CharField(blank=True, max_length=300, verbose_name='nomination document')),
                ('ended_because', models.CharField(blank=True, max_length=300, verbose_name='reason of the end')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='members.organisation')),
                ('seat', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to='members.seat')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tenures', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__in', ['holder', 'alternate'])), name='tenure_capacity_known'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='tenure_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('seat', 'capacity'), name='tenure_one_open_per_capacity')],
            },
        ),
    ]
