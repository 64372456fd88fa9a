"""Every change of what it costs goes into the history."""

from django.db import migrations

from amp.sql import OF_JOBCENTER, of_programme, record_history


class Migration(migrations.Migration):
    dependencies = [("budget", "0005_owners_stay"), ("programmes", "0006_history")]

    operations = [
        record_history("budget_budgetproduct", OF_JOBCENTER),
        record_history("budget_planline"),
        record_history("budget_indicator"),
        record_history("budget_budgetstage", of_programme()),
        record_history("budget_indicatorvalue", of_programme()),
        record_history("budget_staffingline", of_programme()),
        record_history("budget_budgetline", of_programme("stage_id", through="budget_budgetstage")),
        record_history("budget_statedfigure", of_programme("stage_id", through="budget_budgetstage")),
    ]
