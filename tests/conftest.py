"""The database of the tests: without DATABASE_URL an embedded cluster of their own that is fast instead of safe."""

import fcntl
import gc
import os
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import sql
from django.core.management.commands import flush
from django.test import override_settings

from amp import embedded_postgres
from tests import shipped
from tests.launched import first_outputs, launch, port, project
from tests.undefined import Undefined

__all__ = ["first_outputs", "launch", "port", "project"]  # fixtures

VAR = Path(__file__).resolve().parent.parent / "var"
CHROMIUM = Path(os.environ.get("AMP_CHROMIUM") or "/usr/bin/chromium")

# The same examples on every run, and no failure because the machine is busy with something else.
hypothesis.settings.register_profile(
    "amp", derandomize=True, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("amp")


_at_the_end = ExitStack()


def _set_up() -> None:
    """Set what the settings read, then load them (which is why pyproject.toml does not name them to pytest-django)."""
    os.environ.setdefault("SECRET_KEY", "only-for-tests-0123456789-0123456789-0123456789-0123456789")
    os.environ["AMP_EMBEDDED"] = "1"
    os.environ["AMP_STATIC_ROOT"] = str(VAR / "test-static")
    (VAR / "test-static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when it is missing
    if not os.environ.get("DATABASE_URL"):
        server = embedded_postgres.start(VAR / "test-postgres", durable=False)
        _at_the_end.callback(server.stop)
        os.environ["DATABASE_URL"] = server.url
    os.environ["DJANGO_SETTINGS_MODULE"] = "amp.settings"
    settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = _free_database()
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = Undefined()
    settings.PASSWORD_HASHERS[0] = "tests.hashers.QuickArgon2PasswordHasher"
    django.setup()


def _free_database() -> str:
    """A test database no other run of the same folder uses now."""
    for number in count(1):
        claim = (VAR / f"test-{number}.lock").open("ab")
        try:
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            claim.close()
        else:
            break
    _at_the_end.enter_context(claim)
    return f"test_amp_{number}"


_set_up()  # while this file is read, because the conftest files below it import models


def pytest_collection_finish() -> None:
    gc.freeze()  # what is imported stays; to look through it for waste again and again takes a twentieth of the time


def pytest_unconfigure() -> None:
    _at_the_end.close()


@pytest.fixture(scope="session", autouse=True)
def _plain_static_files(django_test_environment: None) -> Iterator[None]:
    """Pages under test link to static files by their plain names; hashed names would need a collectstatic first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}):
        yield


#: What follows from the code alone: the permissions, and the roles with theirs (amp/access.py).
FROM_THE_CODE = {"django_content_type", "auth_permission", "auth_group", "auth_group_permissions"}


@pytest.fixture(scope="session", autouse=True)
def _quick_flush() -> Iterator[None]:
    """After a test that wrote for good all tables are emptied but these, so that nobody has to fill them again.

    Also the history, which refuses that for good reason.
    """

    def sql_flush(style: Any, connection: Any, **options: Any) -> list[str]:
        with pytest.MonkeyPatch.context() as patch:
            tables = set(connection.introspection.django_table_names(only_existing=True)) - FROM_THE_CODE
            tables.add("amp_change")
            patch.setattr(connection.introspection, "django_table_names", lambda **_options: sorted(tables))
            return [shipped.NO_TRIGGERS, *sql.sql_flush(style, connection, **options), shipped.TRIGGERS]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flush, "sql_flush", sql_flush)
        patch.setattr(flush, "emit_post_migrate_signal", lambda *_arguments, **_options: None)
        yield


@pytest.fixture(scope="session")
def warendorf_rows(django_db_setup: None, django_db_blocker: Any) -> shipped.Rows:
    with django_db_blocker.unblock():
        return shipped.rows_of("warendorf-2021")


@pytest.fixture(scope="session")
def coesfeld_rows(django_db_setup: None, django_db_blocker: Any) -> shipped.Rows:
    with django_db_blocker.unblock():
        return shipped.rows_of("coesfeld-2021")


@pytest.fixture
def warendorf(db: None, warendorf_rows: shipped.Rows) -> Any:
    """The programme of the council proposal 047/2021, as it is delivered."""
    shipped.put(warendorf_rows)
    return _programme("warendorf")


@pytest.fixture
def coesfeld(db: None, coesfeld_rows: shipped.Rows) -> Any:
    """A programme of which only the budget by instrument is known."""
    shipped.put(coesfeld_rows)
    return _programme("coesfeld")


def _programme(slug: str) -> Any:
    """Its year 2021."""
    programmes = apps.get_model("programmes", "Programme").objects.select_related("jobcenter")
    return programmes.get(jobcenter__slug=slug, year=2021)


@pytest.fixture(scope="session")
def chromium_path() -> Path:
    """The browser of the `browser` tests: AMP_CHROMIUM or Debian's."""
    return CHROMIUM


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if CHROMIUM.exists() or os.environ.get("CI"):
        return
    skip = pytest.mark.skip(reason=f"Kein Chromium unter {CHROMIUM}; AMP_CHROMIUM nennt einen anderen Ort.")
    for item in items:
        if item.get_closest_marker("browser"):
            item.add_marker(skip)
