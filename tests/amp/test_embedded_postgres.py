"""The embedded server: shared, stopped by the last, recovering from whatever was killed."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from amp import embedded_postgres
from amp.embedded_postgres import Server
from tests.waiting import until


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One cluster for all tests, in a folder whose path needs quoting."""
    return tmp_path_factory.mktemp("Ämter & Büro '$x\"") / "postgres"


@pytest.fixture
def server(cluster: Path) -> Iterator[Server]:
    server = embedded_postgres.start(cluster, durable=False)
    yield server
    server.stop()


def ask(server: Server, question: str) -> object:
    with psycopg.connect(server.url, connect_timeout=5) as connection:
        row = connection.execute(question).fetchone()
        assert row is not None
        return row[0]


def answers(server: Server) -> bool:
    try:
        return ask(server, "SELECT 1") == 1
    except psycopg.OperationalError:
        return False


def postmaster(cluster: Path) -> int:
    return int((cluster / "postmaster.pid").read_text().splitlines()[0])


def test_server_answers_on_its_socket_only(server: Server) -> None:
    assert ask(server, "SELECT current_database()") == "amp"
    assert ask(server, "SHOW listen_addresses") == ""
    assert ask(server, "SELECT datlocprovider FROM pg_database WHERE datname = 'amp'") in ("b", b"b")


def test_socket_folder_is_private_and_removed_with_the_server(cluster: Path) -> None:
    server = embedded_postgres.start(cluster, durable=False)
    folder = Path(server.socket_directory)
    mode = folder.stat().st_mode & 0o777

    server.stop()

    assert mode == 0o700
    assert not folder.exists()


def test_server_is_stopped_by_the_last_user(cluster: Path, server: Server) -> None:
    second = embedded_postgres.start(cluster, durable=False)

    second.stop()

    assert second.url == server.url
    assert ask(server, "SELECT 1") == 1


def test_killed_server_comes_back_under_the_same_address(cluster: Path, server: Server) -> None:
    os.kill(postmaster(cluster), signal.SIGKILL)
    until(lambda: not answers(server))

    again = embedded_postgres.start(cluster, durable=False)

    assert again.url == server.url
    assert ask(server, "SELECT 1") == 1
    again.stop()


def test_pid_file_of_somebody_else_is_no_obstacle(cluster: Path) -> None:
    embedded_postgres.start(cluster, durable=False).stop()
    (cluster / "postmaster.pid").write_text(f"{os.getppid()}\n{cluster}\n1\n5432\n/nowhere\n\n 1 1\nready   \n")

    server = embedded_postgres.start(cluster, durable=False)

    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_lost_socket_folder_is_replaced(cluster: Path, server: Server) -> None:
    for entry in Path(server.socket_directory).iterdir():
        entry.unlink()

    again = embedded_postgres.start(cluster, durable=False)

    assert ask(again, "SELECT 1") == 1
    again.stop()


def test_interrupted_creation_is_repeated(tmp_path: Path) -> None:
    (tmp_path / "postgres.neu").mkdir()
    (tmp_path / "postgres.neu" / "PG_VERSION").write_text("18\n")

    server = embedded_postgres.start(tmp_path / "postgres", durable=False)

    assert ask(server, "SELECT 1") == 1
    server.stop()


def test_broken_durable_cluster_is_reported_and_kept(tmp_path: Path) -> None:
    embedded_postgres.start(tmp_path / "postgres", durable=True).stop()
    (tmp_path / "postgres" / "PG_VERSION").write_text("11\n")

    with pytest.raises(embedded_postgres.EmbeddedPostgresError, match=r"startet nicht: .*FATAL.*incompatible"):
        embedded_postgres.start(tmp_path / "postgres", durable=True)

    assert (tmp_path / "postgres" / "PG_VERSION").read_text() == "11\n"
