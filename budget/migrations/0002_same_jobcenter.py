"""Lines and values belong to the programme of their stage, and to its Jobcenter's products and measures."""

from django.db import migrations

from amp.sql import refuse_foreign, same_parent


class Migration(migrations.Migration):
    dependencies = [("budget", "0001_initial"), ("programmes", "0002_same_jobcenter")]

    operations = [
        same_parent(
            "budget_indicatorvalue",
            "indicator_value_in_programme_of_stage",
            ("stage_id", "programme_id"),
            "budget_budgetstage",
            ("id", "programme_id"),
        ),
        refuse_foreign(
            "budget_budgetline",
            "SELECT EXISTS (SELECT 1 FROM budget_budgetstage AS stage "
            "JOIN programmes_programme AS programme ON programme.id = stage.programme_id "
            "LEFT JOIN budget_budgetproduct AS product ON product.id = ($1).product_id "
            "LEFT JOIN programmes_measure AS measure ON measure.id = ($1).measure_id "
            "WHERE stage.id = ($1).stage_id AND (product.jobcenter_id <> programme.jobcenter_id "
            "OR measure.programme_id <> stage.programme_id))",
        ),
    ]
