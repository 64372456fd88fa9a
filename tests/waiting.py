"""Waiting for what happens elsewhere, in another process or on another connection."""

from collections.abc import Callable
from time import monotonic, sleep

from django.db import connection


def until(happened: Callable[[], bool], *, seconds: float = 30) -> None:
    """Return as soon as it has happened. Raises AssertionError if it never does."""
    end = monotonic() + seconds
    while not happened():
        assert monotonic() < end, "It never happened."
        sleep(0.02)


def until_somebody_waits() -> None:
    """Until somebody else waits for a lock that our transaction holds."""

    def somebody_waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))"
            )
            return cursor.fetchone() != (0,)

    until(somebody_waits)
