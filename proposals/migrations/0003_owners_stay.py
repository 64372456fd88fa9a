"""Papers never move to another programme."""

from django.db import migrations

from amp.sql import refuse_move


class Migration(migrations.Migration):
    dependencies = [("proposals", "0002_same_jobcenter"), ("programmes", "0003_owners_stay")]

    operations = [refuse_move("proposals_paper", "programme_id")]
