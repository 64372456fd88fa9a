"""`python -m bench [PROGRAMMES]`: the pages against three floors, with 1 and with 400 programmes, in one run.

Both databases are served at the same time, each by one gunicorn worker, and the bursts take turns, so that whatever
else the machine does falls on all of them alike. Prints a Markdown table; the exit code is 1 when a target is missed.
"""

import json
import os
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from amp import embedded_postgres
from bench.load import Request, Sample, asking, burst
from bench.pages import EMPTY, PROBES, TABLE, WRITE, Probe
from bench.saving import saving

ROOT = Path(__file__).resolve().parent.parent
ONE = 1
MANY = int(sys.argv[1]) if len(sys.argv) > 1 else 400
ROUNDS, REQUESTS = 4, 40


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """One served database. `headers` sign a request in; `queries` of each probe, and what the forms hold at first."""

    port: int
    headers: dict[str, str]
    queries: dict[str, int]
    forms: dict[str, list[dict[str, str]]]
    server: psutil.Process

    @property
    def memory(self) -> float:
        """Resident memory of the worker, in MiB."""
        (worker,) = self.server.children()
        return worker.memory_info().rss / 2**20


@contextmanager
def serving(url: str, programmes: int, port: int) -> Iterator[House]:
    """Fill the database named in the URL and serve it until the block ends."""
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "SECRET_KEY": "only-for-measuring-0123456789-0123456789-0123456789",
        "AMP_EMBEDDED": "1",
        "AMP_STATIC_ROOT": str(ROOT / "var" / "bench-static"),
        "DJANGO_SETTINGS_MODULE": "bench.settings",
    }
    run = [sys.executable, "-m"]
    subprocess.run([*run, "django", "collectstatic", "--noinput", "-v0"], env=environment, cwd=ROOT, check=True)
    prepared = subprocess.run(
        [*run, "bench.prepare", str(programmes)], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
    )
    facts = json.loads(prepared.stdout)
    serve = ["gunicorn", "--threads=4", f"--bind=127.0.0.1:{port}", "--log-level=warning", "amp.wsgi"]
    process = subprocess.Popen([*run, *serve], env=environment, cwd=ROOT)
    try:
        _wait_for(port)
        yield House(port=port, server=psutil.Process(process.pid), **facts)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(port: int) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/health/").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("Der Server antwortet nicht.")


@contextmanager
def database(server: embedded_postgres.Server, name: str) -> Iterator[str]:
    """A new, empty database; the URL ends with its name."""
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {name}")
        connection.execute(f"CREATE DATABASE {name}")
    yield server.url.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name}")


def scripts(probe: Probe, house: House) -> list[Iterator[Request]]:
    """What each client sends."""
    if probe.saves:
        return saving(probe.path, house.headers, house.forms.get(probe.name, []))
    return asking(probe.path, house.headers)


def measure(houses: dict[int, House]) -> dict[tuple[int, str], list[Sample]]:
    sent = {(size, probe.name): scripts(probe, house) for size, house in houses.items() for probe in PROBES}
    samples: dict[tuple[int, str], list[Sample]] = {}
    for number in range(ROUNDS + 1):
        for probe in PROBES:
            for size, house in houses.items():
                sample = burst(house.port, sent[size, probe.name], REQUESTS)
                if number:  # the first round warms up
                    samples.setdefault((size, probe.name), []).append(sample)
    return samples


def rate(samples: list[Sample]) -> float:
    return statistics.median(sample.rate for sample in samples)


def percentile(samples: list[Sample], share: int) -> float:
    """In milliseconds."""
    return statistics.quantiles([second for sample in samples for second in sample.seconds], n=100)[share - 1] * 1000


def report(houses: dict[int, House], samples: dict[tuple[int, str], list[Sample]]) -> list[str]:
    """Print the table; return a sentence for every target that was missed."""
    heads = ("Seite", "Programme", "Anfragen/s", "p50 ms", "p99 ms", "Abfragen", "KiB")
    print(f"| {' | '.join((*heads, *(f'× Boden ({sign})' for sign in 'abc'), '× 1 Programm'))} |")
    print("|---" + "|--:" * 10 + "|")
    missed = []
    for probe in PROBES:
        for size, house in houses.items():
            taken = samples[size, probe.name]
            times = {floor.name: rate(samples[size, floor.name]) / rate(taken) for floor in (EMPTY, TABLE, WRITE)}
            growth = rate(samples[ONE, probe.name]) / rate(taken)
            cells = [
                f"{rate(taken):.0f}",
                f"{percentile(taken, 50):.1f}",
                f"{percentile(taken, 99):.1f}",
                str(house.queries[probe.name]),
                f"{taken[-1].size / 1024:.0f}",
                *(f"{ratio:.2f}" for ratio in times.values()),
                f"{growth:.2f}",
            ]
            print(f"| {probe.name} | {size} | {' | '.join(cells)} |")
            if probe.floor and times[probe.floor] > probe.limit:
                missed.append(
                    f"{probe.name}, {size} Programm(e): {times[probe.floor]:.2f} × {probe.floor}; {probe.limit}"
                )
            if size == MANY and growth > probe.growth:
                missed.append(f"{probe.name}: {growth:.2f} × wie mit einem Programm; {probe.growth}")
    for size, house in houses.items():
        print(f"\nSpeicher je Worker nach der Messung mit {size} Programm(en): {house.memory:.0f} MiB", end="")
    print()
    return missed


def main() -> None:
    server = embedded_postgres.start(ROOT / "var" / "bench-postgres", durable=False)
    try:
        with ExitStack() as stack:
            houses = {
                size: stack.enter_context(
                    serving(stack.enter_context(database(server, f"bench_{size}")), size, _free_port())
                )
                for size in (ONE, MANY)
            }
            missed = report(houses, measure(houses))
    finally:
        server.stop()
    print("\n".join(missed) if missed else "\nAlle Ziele erreicht.")
    sys.exit(bool(missed))


if __name__ == "__main__":
    main()
