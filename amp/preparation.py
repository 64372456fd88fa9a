"""What happens between the start of the database and the first request: schema, data, accounts, static files."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from amp.environment import ROOT, VAR
from amp.steps import step

DATA = [ROOT / "data" / name for name in ("referenz.yaml", "warendorf-2021.yaml", "coesfeld-2021.yaml")]
CREDENTIALS = VAR / "zugangsdaten.txt"
LOCK = 4_711_2021  # any number; all launchers of one database wait for each other under it
SUPPORTED = range(15, 19)


def check_version() -> None:
    """Connects for the first time; a server we do not know gets a warning, not a refusal."""
    version = connection.pg_version // 10_000
    if version not in SUPPORTED:
        print(
            f"Warnung: PostgreSQL {version} wird nicht unterstützt. Verwenden Sie eine Version "
            f"von {SUPPORTED[0]} bis {SUPPORTED[-1]}.",
            flush=True,
        )


@contextmanager
def database_lock() -> Iterator[None]:
    """One launcher at a time prepares the database, whichever machine it runs on."""
    holder = connection.copy()
    try:
        with holder.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        yield
    finally:
        holder.close()


def migrate() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        with step("Datenbankschema einrichten"):
            call_command("migrate", verbosity=0)


def load_programmes() -> None:
    """Fill an empty database with the reference data and the programmes of 2021."""
    if not apps.get_model("programmes", "Programme").objects.exists():
        with step("Referenzdaten und Programme 2021 laden"):
            call_command("import_programme", *DATA)


def create_demo_accounts() -> None:
    call_command("demo_accounts", file=CREDENTIALS)


def send_notices() -> None:
    """Who runs this without a timer is at least told at every start what is due."""
    call_command("send_notices")


def tidy_up() -> None:
    """What a timer does elsewhere."""
    call_command("tidy_up", verbosity=0)


def collect_static_files() -> None:
    """Only when a source changed since the last time; an unchanged second start saves the seconds."""
    target = Path(settings.STATIC_ROOT)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.with_name(f"{target.name}.stand").open("a+") as stamp:
        fcntl.flock(stamp, fcntl.LOCK_EX)
        stamp.seek(0)
        state = _state_of_static_files()
        if stamp.read() == state and target.is_dir():
            return
        with step("Statische Dateien sammeln"):
            stamp.truncate(0)
            call_command("collectstatic", verbosity=0, interactive=False)
            stamp.write(state)


def _state_of_static_files() -> str:
    state = hashlib.sha256(repr(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list(["CVS", ".*", "*~"]):
            found = os.stat(storage.path(name))
            state.update(f"{storage.path(name)}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return state.hexdigest()
