"""A link within a programme no longer holds the programme itself; the database is not changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('budget', '0008_restrict_within_programme'),
        ('proposals', '0005_numbers'),
    ]

    operations = [
        migrations.AlterField(
            model_name='paper',
            name='stage',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='papers', to='budget.budgetstage', verbose_name='Haushaltsstand'),
        ),
    ]
