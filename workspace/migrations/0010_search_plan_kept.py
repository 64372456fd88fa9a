"""The refreshing of the search index is planned once a connection: with every save that took a third of its time."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("workspace", "0009_sections_by_one_name")]

    operations = [
        migrations.RunSQL(
            "ALTER FUNCTION amp_search_refresh(text, bigint[]) SET plan_cache_mode = force_generic_plan",
            "ALTER FUNCTION amp_search_refresh(text, bigint[]) RESET plan_cache_mode",
        ),
    ]
