"""A section is called »Abschnitt« everywhere and how far it is »Stand«; the database is not changed."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0008_restrict_within_programme'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='focusarea',
            options={'ordering': ['programme', 'level', 'position', 'pk'], 'verbose_name': 'Abschnitt', 'verbose_name_plural': 'Abschnitte'},
        ),
        migrations.AlterField(
            model_name='focusarea',
            name='state',
            field=models.CharField(choices=[('offen', 'offen'), ('arbeit', 'in Arbeit'), ('fertig', 'fertig'), ('geprueft', 'geprüft')], default='offen', max_length=16, verbose_name='Stand'),
        ),
        migrations.AlterField(
            model_name='measure',
            name='focus_area',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.RESTRICT, related_name='measures', to='programmes.focusarea', verbose_name='Abschnitt'),
        ),
        migrations.AlterConstraint(
            model_name='focusarea',
            name='focus_area_state_known',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['offen', 'arbeit', 'fertig', 'geprueft'])), name='focus_area_state_known', violation_error_message='Diesen Stand gibt es nicht.'),
        ),
    ]
