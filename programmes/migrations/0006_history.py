"""Every change of what is planned goes into the history."""

from django.db import migrations

from amp.sql import OF_JOBCENTER, of_programme, record_history


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_reserved_slugs"), ("amp", "0001_history")]

    operations = [
        record_history("programmes_jobcenter", "SELECT NULL::bigint, ($1).id"),
        record_history("programmes_programme", "SELECT ($1).id, ($1).jobcenter_id"),
        record_history("programmes_membership", OF_JOBCENTER),
        record_history("programmes_municipality", OF_JOBCENTER),
        record_history("programmes_site", OF_JOBCENTER),
        record_history("programmes_targetgroup", OF_JOBCENTER),
        record_history("programmes_partner", OF_JOBCENTER),
        record_history("programmes_instrument"),
        record_history("programmes_focusarea", of_programme()),
        record_history("programmes_measure", of_programme()),
        record_history("programmes_measuresite", of_programme("measure_id", through="programmes_measure")),
        record_history("programmes_measure_instruments", of_programme("measure_id", through="programmes_measure")),
        record_history("programmes_measure_municipalities", of_programme("measure_id", through="programmes_measure")),
        record_history("programmes_measure_target_groups", of_programme("measure_id", through="programmes_measure")),
        record_history("programmes_measure_partners", of_programme("measure_id", through="programmes_measure")),
    ]
