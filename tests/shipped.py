"""The programmes in data/ as the import stores them. It is done once; afterwards their rows are only copied."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

HISTORY = "amp_change"
"""The only table that no test empties; so its rows must get new numbers each time."""

Rows = dict[str, bytes]
"""By what COPY fills, a table or its columns: the rows, in PostgreSQL's own format."""


def rows_of(name: str) -> Rows:
    """What `data/referenz.yaml` and this file of data/ fill an empty database with; it is empty again afterwards."""
    files = [settings.BASE_DIR / "data" / file for file in ("referenz.yaml", f"{name}.yaml")]
    with transaction.atomic(), connection.cursor() as cursor:
        with _without_triggers(cursor):
            cursor.execute("DELETE FROM amp_change")
        before = _copied(cursor)
        call_command("import_programme", *files, verbosity=0)
        after = _copied(cursor)
        transaction.set_rollback(True)
    return {target: rows for target, rows in after.items() if rows != before[target]}


def put(rows: Rows) -> None:
    """Add the rows. They are complete and were checked, so that no trigger has anything to do."""
    with transaction.atomic(), connection.cursor() as cursor, _without_triggers(cursor):
        for target, content in rows.items():
            with cursor.copy(f"COPY {target} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)


def _copied(cursor: CursorWrapper) -> Rows:
    found = {}
    for table in connection.introspection.table_names(cursor):
        target = f'"{table}"'
        if table == HISTORY:
            columns = connection.introspection.get_table_description(cursor, table)
            target += " ({})".format(", ".join(f'"{column.name}"' for column in columns if column.name != "id"))
        with cursor.copy(f"COPY {target} TO STDOUT (FORMAT binary)") as copy:
            found[target] = b"".join(copy)
    return found


@contextmanager
def _without_triggers(cursor: CursorWrapper) -> Iterator[None]:
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    cursor.execute("SET LOCAL session_replication_role = origin")
