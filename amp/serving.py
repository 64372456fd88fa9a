"""Serving with gunicorn, and whose port it is."""

import errno
import fcntl
import os
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TextIO

from gunicorn.app.base import BaseApplication

WORKERS = 2
THREADS = 4
ORPHAN_SECONDS = 4


class PortTakenError(Exception):
    """The German message says by whom and what to do."""


class Application(BaseApplication):
    """Gunicorn inside this process, which thereby is the parent of all workers: when it is killed, they leave too."""

    def __init__(self, *, host: str, port: int, claim: TextIO, ready: Callable[[], None]) -> None:
        self.options: dict[str, Any] = {
            "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
            "workers": WORKERS,
            "threads": THREADS,
            "worker_class": "gthread",
            "preload_app": True,
            "timeout": 60,
            "graceful_timeout": 10,
            "loglevel": "warning",
            "control_socket_disable": True,
            "when_ready": lambda arbiter: _when_ready(ready),
            "post_fork": lambda arbiter, worker: print(os.getpid(), file=claim, flush=True),
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Callable[..., object]:
        from amp.wsgi import application

        return application


def _when_ready(ready: Callable[[], None]) -> None:
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))  # a closed terminal ends us too
    ready()


def claim_port(host: str, port: int, *, directory: Path) -> TextIO:
    """Take the port for this project until the returned file is closed in this process and all its workers.

    Workers whose parent was killed leave by themselves within a second; a stuck one is ended.
    """
    claim = (directory / f"port-{port}.pids").open("a+")
    deadline = time.monotonic() + ORPHAN_SECONDS
    while not _lock(claim):
        claim.seek(0)
        pids = [int(line) for line in claim if line.strip().isdigit()]
        if pids and _holds(pids[0], claim):
            claim.close()
            raise PortTakenError(
                f"Auf Port {port} läuft dieses Programm schon (Prozess {pids[0]}). "
                f"Beenden Sie es dort mit Strg+C, oder starten Sie mit AMP_PORT={port + 1} ./run ein zweites."
            )
        if time.monotonic() > deadline:
            for pid in pids:
                if _holds(pid, claim):
                    os.kill(pid, signal.SIGKILL)
            deadline += 1
        time.sleep(0.1)
    try:
        _try_to_bind(host, port)
    except PortTakenError:
        claim.close()
        raise
    claim.truncate(0)
    print(os.getpid(), file=claim, flush=True)
    return claim


def _lock(file: TextIO) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holds(pid: int, file: TextIO) -> bool:
    """Whether the process has the file open, so that a reused pid is not taken for ours."""
    try:
        return any(
            os.path.samestat(entry.stat(), os.fstat(file.fileno())) for entry in Path(f"/proc/{pid}/fd").iterdir()
        )
    except OSError:
        return False


def _try_to_bind(host: str, port: int) -> None:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} ist von einem anderen Programm belegt. "
                f"Wählen Sie einen freien, zum Beispiel mit AMP_PORT={port + 1} ./run"
            ) from error
        raise PortTakenError(
            f"Unter {host}, Port {port}, lässt sich nicht anbieten ({error.strerror}). "
            "Prüfen Sie AMP_HOST und AMP_PORT."
        ) from error
