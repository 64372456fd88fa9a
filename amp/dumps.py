"""Backup and restore of the whole database, with the programs that PostgreSQL brings for it."""

import os
import shutil
import subprocess
from pathlib import Path

from django.conf import settings
from django.db import connection
from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo

from amp import embedded_postgres


class DumpError(Exception):
    """The German message says what is wrong and what to do."""


def dump(file: Path) -> None:
    """Write the database as one moment saw it (pg_dump's custom format), for the owner's eyes; never half a file."""
    new = file.with_name(f"{file.name}.neu")
    try:
        new.unlink(missing_ok=True)
        new.touch(mode=0o600)
    except OSError as error:
        raise DumpError(
            f"{new} lässt sich nicht anlegen ({error.strerror}). Prüfen Sie Ordner und Schreibrecht."
        ) from error
    try:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={new}")
        new.replace(file)
    finally:
        new.unlink(missing_ok=True)


def restore(file: Path) -> None:
    """Fill the empty database from a dump, completely or not at all."""
    if not file.is_file():
        raise DumpError(f"{file} fehlt. Nennen Sie eine Datei, die mit dem Befehl backup entstanden ist.")
    if connection.introspection.table_names():
        raise DumpError("Die Datenbank ist nicht leer. Legen Sie eine neue an, und lassen Sie DATABASE_URL sie nennen.")
    connection.close()  # nothing of ours may hold a lock while the schema is made
    _run("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", str(file))


def _run(name: str, *arguments: str) -> None:
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    # Only what DATABASE_URL says: what our libpq adds by itself, the programs of an older PostgreSQL do not know.
    target = {key: value for key, value in connection.get_connection_params().items() if key in known}
    environment = {**os.environ, "PGPASSWORD": target.pop("password", "")}  # in the arguments everybody could read it
    command = [_program(name), f"--dbname={make_conninfo(**target)}", *arguments]
    if subprocess.run(command, env=environment, check=False).returncode:
        raise DumpError(f"{name} ist gescheitert; der Grund steht darüber.")


def _program(name: str) -> str:
    """One as old as the server where there is a choice (Debian keeps them side by side): older ones refuse, and newer
    ones write what the server does not take back. The embedded server brings its own.
    """
    major = connection.pg_version // 10_000
    brought = str(embedded_postgres.binaries()) if settings.EMBEDDED else ""
    path = shutil.which(name, path=os.pathsep.join([f"/usr/lib/postgresql/{major}/bin", brought or os.environ["PATH"]]))
    if not path:
        raise DumpError(f"{name} fehlt. Installieren Sie es, unter Debian mit: apt install postgresql-client-{major}")
    return path
