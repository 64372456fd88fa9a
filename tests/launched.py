"""The product as `./run` starts it, in a copy of the project of its own, with real processes."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from http.client import HTTPException
from itertools import count
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = 60

_ports = count(20_000 + secrets.randbelow(10_000))

Process = subprocess.Popen[str]
Launch = Callable[..., Process]


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy without var/ and .venv/; the packages come from the Python that runs the tests."""
    copy = tmp_path_factory.mktemp("Ämter & Büro") / "amp kopie"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns("var", ".*", "tests", "bench", "docs", "__pycache__"))
    return copy


def start(project: Path, *arguments: str, **variables: str) -> Process:
    """The launcher as ./run calls it after the installation, in a session of its own."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "amp.launcher", *arguments],
        cwd="/",
        env=clean_environment(project, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )


@pytest.fixture(scope="session")
def first_outputs(project: Path) -> list[str]:
    """What the very first start printed: two at once, on two ports over one database."""
    ports = [free_port(), free_port()]
    processes = [start(project, AMP_PORT=str(port)) for port in ports]
    outputs = [wait_until_ready(process) for process in processes]
    processes[0].terminate()
    processes[0].communicate(timeout=SECONDS)
    assert health(ports[1]) == 200  # the first to leave does not take the server along
    processes[1].terminate()
    processes[1].communicate(timeout=SECONDS)
    assert wait_until_gone(project) == []
    return outputs


@pytest.fixture
def launch(project: Path) -> Iterator[Launch]:
    """Starts launchers; whatever still runs at the end is ended."""
    started: list[Process] = []

    def act(*arguments: str, **variables: str) -> Process:
        process = start(project, *arguments, **variables)
        started.append(process)
        return process

    yield act

    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=SECONDS)


def clean_environment(project: Path, **variables: str) -> dict[str, str]:
    ours = {"DATABASE_URL", "SECRET_KEY", "DJANGO_SETTINGS_MODULE"}
    inherited = {name: value for name, value in os.environ.items() if name not in ours and not name.startswith("AMP_")}
    return {**inherited, "PYTHONPATH": str(project), **variables}


@pytest.fixture
def port() -> int:
    return free_port()


def free_port() -> int:
    """Of those that no system gives away by itself, so that nobody takes it before it is used; never the same twice."""
    for number in _ports:
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", number))
            return number
    raise AssertionError("never reached")


def wait_until_ready(process: Process) -> str:
    """What it printed up to its readiness."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.startswith("Bereit"):
            return "".join(lines)
    raise AssertionError("".join(lines))


def postmaster(project: Path) -> int:
    return int((project / "var" / "postgres" / "postmaster.pid").read_text().splitlines()[0])


def health(port: int) -> int | None:
    """The status of the health page; None when nobody answers."""
    deadline = time.monotonic() + SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/", timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            error.close()
            return error.code
        except (HTTPException, OSError):
            time.sleep(0.1)
    return None


def processes_of(project: Path) -> list[int]:
    """PostgreSQL, its sessions and our own processes, found by their folder or module path."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            environment = (entry / "environ").read_bytes()
            command = (entry / "cmdline").read_bytes()
            if os.fsencode(project) in command or (b"amp.launcher" in command and os.fsencode(project) in environment):
                found.append(int(entry.name))
    return found


def wait_until_gone(project: Path) -> list[int]:
    deadline = time.monotonic() + SECONDS
    while (left := processes_of(project)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left
