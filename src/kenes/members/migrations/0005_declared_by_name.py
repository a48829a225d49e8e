from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0004_laws_and_duties'),
    ]

    operations = [
        migrations.AddField(
            model_name='declaration',
            name='person_name',
            field=models.CharField(default='', max_length=200, verbose_name='full name'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='declaration',
            name='person_name_kk',
            field=models.CharField(blank=True, max_length=200, verbose_name='full name in Kazakh'),
        ),
        migrations.AddField(
            model_name='declaration',
            name='person_name_ru',
            field=models.CharField(blank=True, max_length=200, verbose_name='full name in Russian'),
        ),
        migrations.AlterField(
            model_name='declaration',
            name='funding',
            field=models.TextField(blank=True, null=True, verbose_name='sources of funding'),
        ),
        migrations.AlterField(
            model_name='declaration',
            name='interests',
            field=models.TextField(blank=True, null=True, verbose_name='interests'),
        ),
    ]
