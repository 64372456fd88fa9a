"""A staffing code is used once a year: lines hold from their stage on, so a second one would count twice."""

import django.db.models.deletion
from django.db import migrations, models

from amp.sql import same_parent


class Migration(migrations.Migration):
    dependencies = [("budget", "0002_same_jobcenter")]

    operations = [
        migrations.RemoveConstraint("staffingline", "staffing_code_once"),
        migrations.AddField(
            "staffingline",
            "programme",
            models.ForeignKey(
                null=True,
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staffing",
                to="programmes.programme",
                verbose_name="Programm",
            ),
        ),
        migrations.RunSQL(
            "UPDATE budget_staffingline AS line SET programme_id = stage.programme_id "
            "FROM budget_budgetstage AS stage WHERE stage.id = line.stage_id",
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.AlterField(
            "staffingline",
            "programme",
            models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="staffing",
                to="programmes.programme",
                verbose_name="Programm",
            ),
        ),
        migrations.AddConstraint(
            "staffingline",
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="staffing_code_once_a_year",
                violation_error_message="Diese Kennung hat bereits eine andere Stellenposition des Programms.",
            ),
        ),
        same_parent(
            "budget_staffingline",
            "staffing_in_programme_of_stage",
            ("stage_id", "programme_id"),
            "budget_budgetstage",
            ("id", "programme_id"),
        ),
    ]
