"""An indicator value may be the number of places of a measure at a site, which is then not entered a second time."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from amp.sql import refuse_foreign


class Migration(migrations.Migration):
    dependencies = [("budget", "0003_staffing_code_once"), ("programmes", "0002_same_jobcenter")]

    operations = [
        migrations.AddField(
            "indicatorvalue",
            "measure_site",
            models.ForeignKey(
                blank=True,
                help_text="Dann bleibt der Wert hier leer; Wert, Genauigkeit und Quelle sind die des Standorts.",
                null=True,
                on_delete=django.db.models.deletion.RESTRICT,
                related_name="indicator_values",
                to="programmes.measuresite",
                verbose_name="Plätze dieses Standorts",
            ),
        ),
        migrations.AddConstraint(
            "indicatorvalue",
            models.CheckConstraint(
                name="indicator_value_one_origin",
                condition=Q(value__isnull=True) | Q(measure_site__isnull=True),
                violation_error_message="Tragen Sie entweder einen Wert ein oder wählen Sie einen Standort.",
            ),
        ),
        refuse_foreign(
            "budget_indicatorvalue",
            "SELECT EXISTS (SELECT 1 FROM programmes_measuresite AS measure_site "
            "JOIN programmes_measure AS measure ON measure.id = measure_site.measure_id "
            "WHERE measure_site.id = ($1).measure_site_id AND measure.programme_id <> ($1).programme_id)",
        ),
    ]
