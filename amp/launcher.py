"""`./run`: everything from the database to the served page; `./run manage …`: Django's commands in the same house."""

import errno
import os
import sys
import time
from collections.abc import Callable
from functools import partial

import dj_database_url
import django
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError, connections

from amp import environment, serving
from amp.embedded_postgres import EmbeddedPostgresError
from amp.serving import PortTakenError
from amp.steps import step

HELP = """\
./run              startet das Programm unter http://127.0.0.1:8000 (Ende mit Strg+C)
./run manage …     führt einen Verwaltungsbefehl aus, zum Beispiel: ./run manage changepassword leitung
./run --help       zeigt diese Hilfe
Ohne weitere Angaben läuft eine eingebettete PostgreSQL-Datenbank; alles Veränderliche liegt im Ordner var/.
Die Zugangsdaten der Übungskonten stehen nach dem ersten Start in var/zugangsdaten.txt.
Umgebungsvariablen:
  AMP_PORT, AMP_HOST   Port und Adresse (8000, 127.0.0.1)
  DATABASE_URL         anderer Server: postgresql://konto:passwort@rechner:5432/datenbank (PostgreSQL 15 bis 18)
  SECRET_KEY           mindestens 50 zufällige Zeichen; mit DATABASE_URL nötig
Weitere Variablen und der Betrieb auf einem Server: docs/operations.md"""


class LaunchError(Exception):
    """One German sentence and the remedy."""


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "amp.settings")
    match arguments:
        case ["--help" | "-h" | "hilfe"]:
            print(HELP)
        case ["manage", *rest]:
            _reporting(lambda: _manage(rest))
        case []:
            _reporting(_serve)
        case _:
            sys.exit(f"Fehler: »{' '.join(arguments)}« ist nicht bekannt.\n\n{HELP}")


def _reporting(action: Callable[[], None]) -> None:
    try:
        _check_environment()
        action()
    except (EmbeddedPostgresError, ImproperlyConfigured, LaunchError, PortTakenError) as error:
        sys.exit(f"Fehler: {error}")
    except OperationalError as error:
        sys.exit(
            f"Fehler: Die Datenbank antwortet nicht ({str(error).splitlines()[0]}). "
            "Prüfen Sie DATABASE_URL und ob der Server läuft."
        )
    except OSError as error:
        if error.errno not in {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC}:
            raise
        sys.exit(
            f"Fehler: {error.filename or environment.VAR} lässt sich nicht schreiben ({error.strerror}). "
            "Geben Sie Ihrem Konto das Schreibrecht, oder kopieren Sie das Projekt in einen eigenen Ordner."
        )
    except KeyboardInterrupt:
        sys.exit(130)


def _check_environment() -> None:
    url = os.environ.get("DATABASE_URL")
    if not url:
        return
    try:
        engine = dj_database_url.parse(url)["ENGINE"]
    except ValueError:
        engine = None
    if engine != "django.db.backends.postgresql":
        raise LaunchError(
            "DATABASE_URL nennt kein PostgreSQL. Erwartet wird postgresql://konto:passwort@rechner:5432/datenbank"
        )
    if not os.environ.get("SECRET_KEY"):
        raise LaunchError(
            "SECRET_KEY fehlt; mit eigener Datenbank (DATABASE_URL) ist er nötig. Setzen Sie die Variable auf "
            "mindestens 50 zufällige Zeichen, etwa aus: python3 -c 'import secrets; print(secrets.token_urlsafe(50))'"
        )


def _manage(arguments: list[str]) -> None:
    with environment.database():
        execute_from_command_line(["manage.py", *arguments])


def _serve() -> None:
    started = time.monotonic()
    host, port = os.environ.get("AMP_HOST") or "127.0.0.1", _port()
    environment.VAR.mkdir(exist_ok=True)
    with serving.claim_port(host, port, directory=environment.VAR) as claim, environment.database(announce=True):
        _prepare()
        ready = partial(_say_ready, host, port, started)
        serving.Application(host=host, port=port, claim=claim, ready=ready).run()


def _port() -> int:
    value = os.environ.get("AMP_PORT") or "8000"
    if not (value.isascii() and value.isdecimal()) or not 0 < int(value) < 65536:
        raise LaunchError(f"AMP_PORT ist »{value}« und damit kein Port. Wählen Sie eine Zahl von 1 bis 65535.")
    return int(value)


def _prepare() -> None:
    django.setup()
    from amp import preparation

    with step("Datenbank prüfen"):
        preparation.check_version()
    with preparation.database_lock():
        preparation.migrate()
        preparation.load_programmes()
        if settings.EMBEDDED:
            preparation.create_demo_accounts()
            preparation.send_notices()
            preparation.tidy_up()
    preparation.collect_static_files()
    connections.close_all()  # the workers are forks of this process and open their own


def _say_ready(host: str, port: int, started: float) -> None:
    seconds = f"{time.monotonic() - started:.1f}".replace(".", ",")
    address = f"[{host}]" if ":" in host else host
    print(f"Bereit nach {seconds} s: http://{address}:{port}/ (Ende mit Strg+C)", flush=True)
    if settings.EMBEDDED:
        print(f"Zugangsdaten der Übungskonten: {environment.VAR / 'zugangsdaten.txt'}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
