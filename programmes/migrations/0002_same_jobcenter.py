"""The tree of sections is sound, and nothing links two Jobcenters: kept by the database itself."""

from django.db import migrations

from amp.sql import REFUSE_FOREIGN, refuse_foreign, refuse_foreign_link, same_parent


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]

    operations = [
        same_parent(
            "programmes_focusarea",
            "focus_area_below_its_parent",
            ("parent_id", "programme_id", "parent_level"),
            "programmes_focusarea",
            ("id", "programme_id", "level"),
        ),
        same_parent(
            "programmes_measure",
            "measure_in_programme_of_focus_area",
            ("focus_area_id", "programme_id"),
            "programmes_focusarea",
            ("id", "programme_id"),
        ),
        same_parent(
            "programmes_site",
            "site_in_jobcenter_of_municipality",
            ("municipality_id", "jobcenter_id"),
            "programmes_municipality",
            ("id", "jobcenter_id"),
        ),
        REFUSE_FOREIGN,
        refuse_foreign(
            "programmes_measuresite",
            "SELECT site.jobcenter_id <> programme.jobcenter_id FROM programmes_measure AS measure "
            "JOIN programmes_programme AS programme ON programme.id = measure.programme_id, programmes_site AS site "
            "WHERE measure.id = ($1).measure_id AND site.id = ($1).site_id",
        ),
        *(
            refuse_foreign_link(
                f"programmes_measure_{links}", "measure_id", "programmes_measure", column, f"programmes_{target}"
            )
            for links, column, target in (
                ("municipalities", "municipality_id", "municipality"),
                ("target_groups", "targetgroup_id", "targetgroup"),
                ("partners", "partner_id", "partner"),
            )
        ),
    ]
