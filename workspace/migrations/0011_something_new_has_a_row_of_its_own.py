"""Drafts of something new no longer share the row 0: each has one of its own below it."""

from django.db import migrations, models

OWN_ROWS = """
    UPDATE workspace_draft SET row = -id WHERE row = 0;
    DELETE FROM workspace_presence WHERE row = 0;
"""
SHARED_ROW = """
    DELETE FROM workspace_draft AS older USING workspace_draft AS newer
        WHERE older.row < 0 AND newer.row < 0 AND newer.id > older.id
            AND (newer.user_id, newer.programme_id, newer.kind) = (older.user_id, older.programme_id, older.kind);
    UPDATE workspace_draft SET row = 0 WHERE row < 0;
"""


class Migration(migrations.Migration):
    dependencies = [("workspace", "0010_search_plan_kept")]

    operations = [
        migrations.RunSQL(OWN_ROWS, SHARED_ROW),
        migrations.AlterField("draft", "row", models.BigIntegerField(verbose_name="Eintrag")),
        migrations.AlterField("presence", "row", models.BigIntegerField(verbose_name="Eintrag")),
    ]
