"""The programmes in data/ as the import stores them. It is done once; afterwards their rows are only copied."""

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

NO_TRIGGERS, TRIGGERS = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))

Rows = dict[str, bytes]
"""All rows of a table, in PostgreSQL's own format."""


def rows_of(name: str) -> Rows:
    """What `data/referenz.yaml` and this file of data/ fill an empty database with; it is empty again afterwards."""
    files = [settings.BASE_DIR / "data" / file for file in ("referenz.yaml", f"{name}.yaml")]
    with transaction.atomic(), connection.cursor() as cursor:
        before = _copied(cursor)
        call_command("import_programme", *files, verbosity=0)
        after = _copied(cursor)
        transaction.set_rollback(True)
    return {table: rows for table, rows in after.items() if rows != before[table]}


def _copied(cursor: CursorWrapper) -> Rows:
    found = {}
    for table in connection.introspection.table_names(cursor):
        with cursor.copy(f'COPY "{table}" TO STDOUT (FORMAT binary)') as copy:
            found[table] = b"".join(copy)
    return found


def put(rows: Rows) -> None:
    """Add the rows. They are complete and were checked, so that no trigger has anything to do."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(NO_TRIGGERS)
        for table, content in rows.items():
            with cursor.copy(f'COPY "{table}" FROM STDIN (FORMAT binary)') as copy:
                copy.write(content)
        cursor.execute(TRIGGERS)
