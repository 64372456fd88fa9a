"""A section is called »Abschnitt« everywhere and how far it is »Stand«; the database is not changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0009_sections_by_one_name'),
        ('workspace', '0008_search_without_jobcenter_index'),
    ]

    operations = [
        migrations.AlterField(
            model_name='comment',
            name='focus_area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='programmes.focusarea', verbose_name='Abschnitt'),
        ),
        migrations.AlterField(
            model_name='notice',
            name='kind',
            field=models.CharField(choices=[('zustaendig', 'zugewiesen'), ('kommentar', 'kommentiert'), ('faellig', 'fällig'), ('stand', 'Stand geändert')], max_length=16, verbose_name='Art'),
        ),
        migrations.AlterField(
            model_name='searchentry',
            name='kind',
            field=models.CharField(choices=[('abschnitt', 'Abschnitte'), ('massnahme', 'Maßnahmen'), ('partner', 'Kooperationspartner'), ('position', 'Haushaltspositionen'), ('kommentar', 'Kommentare')], max_length=16, verbose_name='Art'),
        ),
    ]
