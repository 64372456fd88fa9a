"""What others link to never moves to another Jobcenter or programme."""

from django.db import migrations

from amp.sql import REFUSE_MOVE, refuse_move


class Migration(migrations.Migration):
    dependencies = [("programmes", "0002_same_jobcenter")]

    operations = [
        REFUSE_MOVE,
        refuse_move("programmes_programme", "jobcenter_id"),
        refuse_move("programmes_municipality", "jobcenter_id"),
        refuse_move("programmes_site", "jobcenter_id"),
        refuse_move("programmes_targetgroup", "jobcenter_id"),
        refuse_move("programmes_partner", "jobcenter_id"),
        refuse_move("programmes_measure", "programme_id"),
    ]
