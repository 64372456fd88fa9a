"""Addresses of Jobcenters are readable, and the tile map counts from 1."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0006_history'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='jobcenter',
            constraint=models.CheckConstraint(condition=models.Q(('slug__regex', '^[-a-zA-Z0-9_]+$')), name='jobcenter_slug_readable', violation_error_message='Ein Adresskürzel besteht aus Buchstaben, Ziffern, Binde- und Unterstrichen.'),
        ),
        migrations.AddConstraint(
            model_name='municipality',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('map_row__isnull', True), ('map_row__gte', 1), _connector='OR'), models.Q(('map_column__isnull', True), ('map_column__gte', 1), _connector='OR')), name='municipality_tile_from_one', violation_error_message='Zeilen und Spalten der Kachelkarte werden ab 1 gezählt.'),
        ),
    ]
