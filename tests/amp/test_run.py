"""`./run` as people use it: in a copy of the project whose path needs quoting, with real processes and signals."""

import os
import resource
import signal
import socket
from pathlib import Path

import pytest

from amp import serving
from tests.launched import SECONDS, Launch, free_port, health, postmaster, wait_until_gone, wait_until_ready
from tests.waiting import until


def seconds_of_children() -> float:
    """Computing time of the processes that we started and that have ended: launcher and server, not PostgreSQL.

    Unlike the time on the clock it hardly depends on what else the machine does.
    """
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_first_start_says_each_step_and_its_duration(project: Path, first_outputs: list[str]) -> None:
    lines = [line for output in first_outputs for line in output.splitlines()]
    steps = [line for line in lines if line.endswith("…")]

    assert sum(line.startswith("  fertig nach ") for line in lines) == len(steps)
    assert steps.count("Eingebettete Datenbank starten …") == 2
    assert (project / "var" / "secret_key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "once",
    [
        "Datenbankschema einrichten …",
        "Referenzdaten und Programme 2021 laden …",
        "Übungskonten (Konto, Passwort):",
        "Statische Dateien sammeln …",
    ],
)
def test_two_at_once_do_the_work_once(first_outputs: list[str], once: str) -> None:
    assert sum(once in output for output in first_outputs) == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_second_start_takes_two_steps_and_few_seconds_and_a_signal_ends_everything(
    project: Path, first_outputs: list[str], launch: Launch, port: int, number: signal.Signals
) -> None:
    before = seconds_of_children()
    process = launch(AMP_PORT=str(port))
    output = wait_until_ready(process)
    status = health(port)

    os.killpg(process.pid, number)  # as the terminal does
    process.communicate(timeout=SECONDS)

    assert status == 200
    assert wait_until_gone(project) == []
    assert not (project / "var" / "postgres" / "postmaster.pid").exists()
    assert [line for line in output.splitlines() if line.endswith("…")] == [
        "Eingebettete Datenbank starten …",
        "Datenbank prüfen …",
    ]
    assert seconds_of_children() - before < 10


def test_killed_launcher_does_not_hinder_the_next(
    project: Path, first_outputs: list[str], launch: Launch, port: int
) -> None:
    process = launch(AMP_PORT=str(port))
    wait_until_ready(process)
    assert health(port) == 200  # its workers are there, and leave when it is gone
    server = postmaster(project)

    process.kill()
    process.communicate(timeout=SECONDS)
    again = launch(AMP_PORT=str(port))
    wait_until_ready(again)

    assert health(port) == 200
    assert postmaster(project) == server
    again.terminate()
    again.communicate(timeout=SECONDS)
    assert wait_until_gone(project) == []


def test_worker_that_ends_is_replaced_and_leaves_the_database_running(
    project: Path, first_outputs: list[str], launch: Launch, port: int
) -> None:
    def workers() -> list[int]:
        return [int(line) for line in (project / "var" / f"port-{port}.pids").read_text().splitlines()[1:]]

    wait_until_ready(launch(AMP_PORT=str(port)))
    until(lambda: len(workers()) == serving.WORKERS)
    server = postmaster(project)

    os.kill(workers()[0], signal.SIGTERM)
    until(lambda: len(workers()) == serving.WORKERS + 1)

    assert health(port) == 200
    assert postmaster(project) == server


def test_killed_postgres_comes_back_with_the_next_start(
    project: Path, first_outputs: list[str], launch: Launch, port: int
) -> None:
    process = launch(AMP_PORT=str(port))
    wait_until_ready(process)
    os.kill(postmaster(project), signal.SIGKILL)
    until(lambda: health(port) == 503)
    second_port = free_port()

    wait_until_ready(launch(AMP_PORT=str(second_port)))

    assert health(second_port) == 200
    assert health(port) == 200


def test_same_port_twice_is_refused(project: Path, first_outputs: list[str], launch: Launch, port: int) -> None:
    wait_until_ready(launch(AMP_PORT=str(port)))

    second = launch(AMP_PORT=str(port))
    output, _ = second.communicate(timeout=SECONDS)

    assert second.returncode == 1
    assert output.startswith(f"Fehler: Auf Port {port} läuft dieses Programm schon")
    assert health(port) == 200


def test_port_of_another_program_is_refused(launch: Launch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        process = launch(AMP_PORT=str(port))
        output, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 1
    assert output == (
        f"Fehler: Port {port} ist von einem anderen Programm belegt. "
        f"Wählen Sie einen freien, zum Beispiel mit AMP_PORT={port + 1} ./run\n"
    )


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"DATABASE_URL": "mysql://root@localhost/x", "SECRET_KEY": "x" * 50}, "DATABASE_URL nennt kein PostgreSQL"),
        ({"DATABASE_URL": "postgresql://localhost:x/x", "SECRET_KEY": "x" * 50}, "DATABASE_URL nennt kein PostgreSQL"),
        ({"DATABASE_URL": "postgresql://localhost:1/x"}, "SECRET_KEY fehlt"),
        ({"DATABASE_URL": "postgresql://localhost:1/x", "SECRET_KEY": "x" * 50}, "Die Datenbank antwortet nicht"),
        ({"AMP_PORT": "achttausend"}, "AMP_PORT ist »achttausend« und damit kein Port"),
        ({"AMP_PORT": "٨٠٠١"}, "AMP_PORT ist »٨٠٠١« und damit kein Port"),
        ({"AMP_HOST": "192.0.2.1"}, "Unter 192.0.2.1"),
    ],
)
def test_wrong_environment_is_one_sentence_and_a_remedy(
    launch: Launch, port: int, variables: dict[str, str], message: str
) -> None:
    process = launch(**{"AMP_PORT": str(port), **variables})

    output, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 1
    assert f"Fehler: {message}" in output
    assert "Traceback" not in output


def test_manage_runs_a_command_on_the_embedded_database(project: Path, launch: Launch) -> None:
    process = launch("manage", "shell", "-v", "0", "-c", "from django.db import connection as c; print(c.pg_version)")

    output, _ = process.communicate(timeout=SECONDS)

    assert (process.returncode, output[:2]) == (0, "18")
    assert wait_until_gone(project) == []


def test_empty_database_holds_both_programmes_and_the_accounts_belong_to_them(
    project: Path, first_outputs: list[str], launch: Launch
) -> None:
    question = (
        "from programmes.models import Membership, Programme as P;"
        "print(sorted(P.objects.values_list('jobcenter__slug', 'year')), Membership.objects.count())"
    )

    output, _ = launch("manage", "shell", "-v", "0", "-c", question).communicate(timeout=SECONDS)

    assert output == "[('coesfeld', 2021), ('warendorf', 2021)] 7\n"


def test_help_fits_into_ten_lines(launch: Launch) -> None:
    process = launch("--help")

    output, _ = process.communicate(timeout=SECONDS)

    assert process.returncode == 0
    assert len(output.splitlines()) <= 10
    assert output.startswith("./run ")
