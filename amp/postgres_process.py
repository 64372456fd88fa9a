"""Which processes work on the data folder of the embedded PostgreSQL. Standard library only."""

import os
import signal
import sys
import time
from pathlib import Path

START_SECONDS = 120  # recovery after a crash may take a while


def running(directory: Path) -> tuple[int, str] | None:
    """Process and socket folder of the server that runs on `directory`."""
    lines = pid_file(directory)
    if len(lines) < 5 or not lines[0].isdigit() or not _is_server(int(lines[0]), directory):
        return None
    return int(lines[0]), lines[4].strip()


def pid_file(directory: Path) -> list[str]:
    """The lines of `postmaster.pid`: the process, …, the folder of the socket (5th), …, whether it is ready (8th)."""
    try:
        return (directory / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return []


def wait_until_ready(directory: Path, pid: int) -> bool:
    """Whether the server came up; False as soon as its process is gone."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        lines = pid_file(directory)
        if len(lines) > 7 and lines[0] == str(pid) and lines[7].strip() == "ready":
            return True
        if not _alive(pid):
            return False
        time.sleep(0.01)
    return False


def end(directory: Path) -> None:
    """End the server, gently first."""
    found = running(directory)
    if not found:
        return
    for number, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):  # fast, immediate, last
        os.kill(found[0], number)
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not _is_server(found[0], directory):
                return
            time.sleep(0.01)


def _is_server(pid: int, directory: Path) -> bool:
    """Whether the process works in the data folder, which only its PostgreSQL does (a reused pid does not)."""
    if not sys.platform.startswith("linux"):
        return _alive(pid)
    try:
        return os.path.samefile(f"/proc/{pid}/cwd", directory)
    except OSError:
        return False


def processes_in(directory: Path) -> list[int]:
    """The server and its sessions, also those that survive it for a moment (on Linux; elsewhere unknown)."""
    pids = [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]
    return [pid for pid in pids if _is_server(pid, directory)]


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def remove_foreign_pid_file(directory: Path) -> None:
    """PostgreSQL refuses to start when the pid it left behind meanwhile belongs to somebody else, so help it.

    A dead pid is left to PostgreSQL, whose check for surviving sessions of a killed server needs the file.
    """
    lines = pid_file(directory)
    if not lines or not sys.platform.startswith("linux"):
        return
    foreign = lines[0].isdigit() and _alive(int(lines[0])) and not _is_server(int(lines[0]), directory)
    if (foreign and not processes_in(directory)) or not lines[0].isdigit():
        (directory / "postmaster.pid").unlink()
