"""A link within a programme no longer holds the programme itself; the database is not changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0007_numbers_and_slugs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='measure',
            name='focus_area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='measures', to='programmes.focusarea', verbose_name='Schwerpunkt'),
        ),
    ]
