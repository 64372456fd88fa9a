"""A link within a programme no longer holds the programme itself; the database is not changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0007_numbers_and_codes'),
        ('programmes', '0008_restrict_within_programme'),
    ]

    operations = [
        migrations.AlterField(
            model_name='budgetline',
            name='measure',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='budget_lines', to='programmes.measure', verbose_name='Maßnahme'),
        ),
    ]
