from django.db import migrations

from amp.sql import same_parent


class Migration(migrations.Migration):
    dependencies = [("workspace", "0001_initial"), ("programmes", "0004_focus_area_who_and_when")]

    operations = [
        same_parent(
            "workspace_comment",
            "comment_section_of_programme",
            ["focus_area_id", "programme_id"],
            "programmes_focusarea",
            ["id", "programme_id"],
        ),
        same_parent(
            "workspace_comment",
            "comment_measure_of_programme",
            ["measure_id", "programme_id"],
            "programmes_measure",
            ["id", "programme_id"],
        ),
        same_parent(
            "workspace_comment",
            "comment_answer_of_programme",
            ["answers_to_id", "programme_id"],
            "workspace_comment",
            ["id", "programme_id"],
        ),
    ]
