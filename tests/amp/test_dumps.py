"""Backup and restore with PostgreSQL's own programs, into a real second database."""

import os
import stat
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from psycopg import sql

from amp.access import Role

# pg_dump sees only what is committed, so there is no transaction around these tests.
pytestmark = pytest.mark.django_db(transaction=True)
DATA = Path(__file__).resolve().parents[2] / "data"


@contextmanager
def _empty_database():
    """Django's connection works on a new, empty database for a while."""
    tests_run_in = connection.settings_dict["NAME"]
    name = f"{tests_run_in}_leer"
    _outside(f'DROP DATABASE IF EXISTS "{name}"', f'CREATE DATABASE "{name}" TEMPLATE template0')
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = tests_run_in
        _outside(f'DROP DATABASE "{name}"')


def _outside(*statements):
    """Run outside of every transaction, as making databases must be."""
    with connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _rows_by_table():
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        counts = {}
        for table in tables:
            cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table)))
            counts[table] = cursor.fetchone()[0]
    return counts


def _exported():
    call_command("export_programme", "coesfeld", 2021, stdout=(text := StringIO()))
    return text.getvalue()


def test_restored_database_holds_the_same_rows_and_rules(tmp_path):
    file = tmp_path / "amp.dump"
    call_command("import_programme", DATA / "referenz.yaml", DATA / "coesfeld-2021.yaml", stdout=StringIO())
    before, programme = _rows_by_table(), _exported()

    call_command("backup", file, stdout=StringIO())
    with _empty_database():
        call_command("restore", file, stdout=StringIO())
        after, restored = _rows_by_table(), _exported()
        call_command("migrate", check_unapplied=True, verbosity=0)
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE '%%same_jobcenter'")
            rules = cursor.fetchone()[0]

    assert after == before
    assert restored == programme
    assert before["auth_group"] == len(Role)
    assert rules > 0


def test_backup_is_for_its_owner_only_and_leaves_nothing_else(tmp_path):
    call_command("backup", tmp_path / "amp.dump", stdout=StringIO())

    assert [path.name for path in tmp_path.iterdir()] == ["amp.dump"]
    assert stat.S_IMODE((tmp_path / "amp.dump").stat().st_mode) == 0o600


def test_restore_refuses_a_database_in_use(tmp_path):
    call_command("backup", tmp_path / "amp.dump", stdout=StringIO())

    with pytest.raises(CommandError, match="Die Datenbank ist nicht leer"):
        call_command("restore", tmp_path / "amp.dump")


def test_damaged_backup_restores_nothing(tmp_path, capfd):
    file = tmp_path / "amp.dump"
    call_command("backup", file, stdout=StringIO())
    os.truncate(file, file.stat().st_size * 2 // 3)

    with _empty_database():
        with pytest.raises(CommandError, match="pg_restore ist gescheitert"):
            call_command("restore", file)
        left = connection.introspection.table_names()

    assert left == []
    assert "pg_restore" in capfd.readouterr().err


def test_missing_backup_and_folder_are_named(tmp_path):
    with pytest.raises(CommandError, match=r"fehlt\.dump fehlt"):
        call_command("restore", tmp_path / "fehlt.dump")
    with pytest.raises(CommandError, match="lässt sich nicht anlegen"):
        call_command("backup", tmp_path / "kein-ordner" / "amp.dump")


def test_failed_backup_keeps_the_one_before(tmp_path, monkeypatch, capfd):
    file = tmp_path / "amp.dump"
    file.write_text("von gestern")
    connection.ensure_connection()
    monkeypatch.setenv("PGCHANNELBINDING", "require")  # refuses every further connection without TLS

    with pytest.raises(CommandError, match="pg_dump ist gescheitert"):
        call_command("backup", file)

    assert [path.name for path in tmp_path.iterdir()] == ["amp.dump"]
    assert file.read_text() == "von gestern"
