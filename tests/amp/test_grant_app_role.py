"""The application's own database role: it works as usual, and the history is out of its reach."""

from contextlib import contextmanager
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from amp.history import recorded
from amp.models import Change
from tests.factories import make_focus_area, make_measure, make_measure_site, make_partner, make_programme, make_site

pytestmark = pytest.mark.django_db  # roles belong to the transaction of the test, too, and go with it

ROLE = "amp_probe_anwendung"


@contextmanager
def as_application():
    """A refused statement takes the change of role back with it, as everything of its savepoint."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET ROLE {ROLE}")
        yield cursor
        cursor.execute("RESET ROLE")


@pytest.fixture
def role():
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE ROLE {ROLE} LOGIN")
    call_command("grant_app_role", ROLE, stdout=StringIO())


def test_application_writes_and_the_history_follows(role):
    with as_application(), recorded(reason="Test"):
        programme = make_programme()
        measure = make_measure(programme)
        measure.partners.add(make_partner(programme.jobcenter))
        make_measure_site(measure, make_site(programme.jobcenter))
        measure.delete()
        seen = Change.objects.filter(programme=programme.pk, reason="Test").count()

    assert seen == 7  # programme, measure, link and site created; the last three deleted


@pytest.mark.parametrize(
    "statement",
    [
        'INSERT INTO amp_change (action, actor_name, reason, "table", "row", kind) '
        "VALUES ('x', 'x', '', 'x', 1, 'I')",
        "UPDATE amp_change SET reason = 'x'",
        "DELETE FROM amp_change",
        "TRUNCATE amp_change",
        "ALTER TABLE amp_change DISABLE TRIGGER amp_change_append_only",
        "DROP TRIGGER amp_change_append_only ON amp_change",
        "DROP TABLE amp_change",
        "ALTER TABLE programmes_focusarea DISABLE TRIGGER programmes_focusarea_history",
        "TRUNCATE programmes_focusarea CASCADE",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION amp_record_change() RETURNS trigger LANGUAGE sql AS 'SELECT NULL'",
        "CREATE TEMP TABLE own (id bigint); CREATE TRIGGER forged AFTER INSERT ON own "
        "FOR EACH ROW EXECUTE FUNCTION amp_record_change('DELETE FROM amp_change')",
    ],
)
def test_application_cannot_touch_the_history(role, statement):
    make_focus_area(make_programme())

    with pytest.raises(DatabaseError, match=r"permission denied|must be owner"), as_application() as cursor:
        cursor.execute(statement)


def test_temporary_table_does_not_catch_the_history(role):
    before = Change.objects.count()

    with as_application() as cursor:
        cursor.execute("CREATE TEMP TABLE amp_change (LIKE public.amp_change)")
        make_programme()
        cursor.execute("DROP TABLE pg_temp.amp_change")

    assert Change.objects.count() > before


FORGED = "CREATE FUNCTION public.to_jsonb(programmes_partner) RETURNS jsonb LANGUAGE sql AS $$ SELECT '{}'::jsonb $$"


@pytest.mark.parametrize(
    ("given", "statement"),
    [
        (f"GRANT UPDATE, DELETE ON amp_change TO {ROLE}", "DELETE FROM amp_change"),
        (f"GRANT CREATE ON SCHEMA public TO {ROLE}", FORGED),
        ("GRANT CREATE ON SCHEMA public TO PUBLIC", FORGED),
    ],
)
def test_rights_given_by_hand_are_taken_back(role, given, statement):
    with connection.cursor() as cursor:
        cursor.execute(given)

    call_command("grant_app_role", ROLE, stdout=StringIO())

    with pytest.raises(DatabaseError, match="permission denied"), as_application() as cursor:
        cursor.execute(statement)


def test_owner_and_unknown_role_are_refused():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'amp_change'")
        owner = cursor.fetchone()[0]

    with pytest.raises(CommandError, match="gehört der Verlauf"):
        call_command("grant_app_role", owner)
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("grant_app_role", "niemand")
