"""Products never move to another Jobcenter, stages never to another programme."""

from django.db import migrations

from amp.sql import refuse_move


class Migration(migrations.Migration):
    dependencies = [("budget", "0004_indicator_value_of_site"), ("programmes", "0003_owners_stay")]

    operations = [
        refuse_move("budget_budgetproduct", "jobcenter_id"),
        refuse_move("budget_budgetstage", "programme_id"),
    ]
