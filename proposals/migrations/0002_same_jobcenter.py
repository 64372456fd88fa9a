"""A paper reports a stage of its own programme and names products of its own Jobcenter."""

from django.db import migrations

from amp.sql import refuse_foreign_link, same_parent


class Migration(migrations.Migration):
    dependencies = [("proposals", "0001_initial"), ("budget", "0002_same_jobcenter")]

    operations = [
        same_parent(
            "proposals_paper",
            "paper_in_programme_of_stage",
            ("stage_id", "programme_id"),
            "budget_budgetstage",
            ("id", "programme_id"),
        ),
        refuse_foreign_link(
            "proposals_paper_products", "paper_id", "proposals_paper", "budgetproduct_id", "budget_budgetproduct"
        ),
    ]
