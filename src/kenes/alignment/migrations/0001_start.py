import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('law', '0001_start'),
        ('members', '0005_declared_by_name'),
    ]

    operations = [
        migrations.CreateModel(
            name='Pair',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20, unique=True)),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('standing', models.JSONField(default=dict, editable=False)),
                ('gap_since', models.DateField(editable=False, null=True)),
                ('opened_at', models.DateTimeField()),
                ('act', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='law.act')),
                ('obligation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='law.obligation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pairs', to='law.version')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('gap_since__isnull', False)), fields=['gap_since', 'id'], name='alignment_gaps'), models.Index(condition=models.Q(('gap_since__isnull', False)), fields=['act', 'gap_since', 'id'], name='alignment_gaps_of_act'), models.Index(fields=['act', 'anchor'], name='alignment_by_provision')],
                'constraints': [models.UniqueConstraint(fields=('obligation', 'act', 'anchor'), name='alignment_pair_once')],
            },
        ),
        migrations.CreateModel(
            name='View',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('anchor', models.CharField(blank=True, max_length=200)),
                ('finding', models.CharField(choices=[('aligned', 'aligned'), ('partly', 'partly aligned'), ('gap', 'gap')], max_length=10, verbose_name='finding')),
                ('reason', models.TextField(verbose_name='reasons')),
                ('language', models.CharField(choices=[('kk', 'Kazakh'), ('ru', 'Russian'), ('en', 'English')], max_length=2)),
                ('person', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('chamber', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.chamber')),
                ('of', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='views', to='alignment.pair')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='members.organisation')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='law.version')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('finding__in', ['aligned', 'partly', 'gap'])), name='alignment_finding_known')],
            },
        ),
    ]
