"""Every change of what the council gets goes into the history."""

from django.db import migrations

from amp.sql import of_programme, record_history


class Migration(migrations.Migration):
    dependencies = [("proposals", "0003_owners_stay"), ("programmes", "0006_history")]

    operations = [
        record_history("proposals_paper", of_programme()),
        record_history("proposals_consultation", of_programme("paper_id", through="proposals_paper")),
        record_history("proposals_signature", of_programme("paper_id", through="proposals_paper")),
        record_history("proposals_attachment", of_programme("paper_id", through="proposals_paper")),
        record_history("proposals_paper_products", of_programme("paper_id", through="proposals_paper")),
        record_history("proposals_paper_plan_lines", of_programme("paper_id", through="proposals_paper")),
    ]
