"""Comments and templates go into the history, as what they are about does."""

from django.db import migrations

from amp.sql import OF_JOBCENTER, of_programme, record_history


class Migration(migrations.Migration):
    dependencies = [("workspace", "0002_same_programme"), ("programmes", "0006_history")]

    operations = [
        record_history("workspace_comment", of_programme()),
        record_history("workspace_measuretemplate", OF_JOBCENTER),
    ]
