"""The environment variables that the settings read, completed for the embedded mode. Works before Django is set up."""

import os
import secrets
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from amp import embedded_postgres
from amp.steps import step

ROOT = Path(__file__).resolve().parent.parent
VAR = ROOT / "var"


@contextmanager
def database(*, announce: bool = False) -> Iterator[None]:
    """Make sure that `DATABASE_URL` and `SECRET_KEY` are set: in embedded mode by starting our own server."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _exit)
    with step("Eingebettete Datenbank starten") if announce else nullcontext():
        server = embedded_postgres.start(VAR / "postgres", durable=True)
    ours = os.getpid()
    try:
        os.environ["DATABASE_URL"] = server.url
        os.environ["AMP_EMBEDDED"] = "1"
        if not os.environ.get("SECRET_KEY"):
            os.environ["SECRET_KEY"] = secret_key(VAR / "secret_key")
        yield
    finally:
        if os.getpid() == ours:  # and not a worker that leaves while the others go on
            for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                signal.signal(number, signal.SIG_IGN)
            server.stop()


def _exit(number: int, frame: object) -> None:
    """A signal ends the programme like an error does, so that the server is stopped on the way out."""
    sys.exit(128 + number)


def secret_key(path: Path) -> str:
    """The key kept in the file, made on first use, readable only for its owner."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        key = path.read_text()
        if key:
            return key
        path.unlink()  # interrupted between creating and writing
        return secret_key(path)
    with os.fdopen(handle, "w") as file:
        file.write(key := secrets.token_urlsafe(50))
    return key
