"""`./run` up to the hand-over: finds Python, makes .venv, installs, recovers; with a stand-in for the programme."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
SHELL = shutil.which("sh") or "/bin/sh"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files that install, in a folder with spaces and umlauts; no packages are required."""
    folder = tmp_path_factory.mktemp("Ämter & Büro") / "amp kopie"
    (folder / "amp").mkdir(parents=True)
    for name in ("run", "amp/__init__.py", "amp/python.sh", "amp/installation.py", "amp/steps.py"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "amp" / "launcher.py").write_text("import sys; print(sys.prefix, sys.argv[1:])\n")
    (folder / "requirements.txt").write_text("")
    return folder


def run(project: Path, *arguments: str, path: str = f"{Path(sys.executable).parent}:{os.environ['PATH']}"):
    return subprocess.run(
        [SHELL, project / "run", *arguments],
        cwd="/",
        env={"PATH": path, "HOME": os.environ.get("HOME", "/")},
        capture_output=True,
        text=True,
        check=False,
    )


def fake_python(folder: Path, script: str) -> str:
    """A PATH on which every python3 is this shell script."""
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (folder / name).write_text(f"#!/bin/sh\n{script}\n")
        (folder / name).chmod(0o755)
    return f"{folder}:/usr/bin:/bin"


def test_first_run_installs_the_second_only_starts(project: Path) -> None:
    first, second = run(project, "manage", "a b"), run(project, "ü")

    assert "Python-Umgebung .venv anlegen …" in first.stdout
    assert "Pakete installieren …" in first.stdout
    assert first.stdout.endswith(f"{project / '.venv'} ['manage', 'a b']\n")
    assert (second.stdout, second.stderr) == (f"{project / '.venv'} ['ü']\n", "")


def test_changed_requirements_are_installed(project: Path) -> None:
    run(project)
    (project / "requirements.txt").write_text("# changed\n")

    again = run(project)

    assert "anlegen" not in again.stdout
    assert "Pakete installieren …" in again.stdout


def test_interrupted_installation_is_repeated(project: Path) -> None:
    run(project)
    (project / ".venv" / "unfertig").touch()
    (project / ".venv" / "bin" / "pip").write_text("half")

    again = run(project)

    assert "Python-Umgebung .venv anlegen …" in again.stdout
    assert again.returncode == 0


def test_package_without_known_hash_is_refused_and_leaves_a_mark(project: Path) -> None:
    run(project)
    before = (project / "requirements.txt").read_text()
    (project / "requirements.txt").write_text("gunicorn==27.0.1\n")

    refused = run(project)

    (project / "requirements.txt").write_text(before)
    assert refused.returncode == 1
    assert "Fehler: Die Pakete ließen sich nicht installieren." in refused.stderr
    assert "Traceback" not in refused.stderr
    assert (project / ".venv" / "unfertig").exists()


def test_old_python_is_refused(project: Path, tmp_path: Path) -> None:
    path = fake_python(tmp_path, 'test "$1" = --version && echo "Python 3.9.2" || exit 1')

    result = run(project, path=path)

    assert result.returncode == 1
    assert result.stderr.startswith("Fehler: Python 3.11 oder neuer fehlt (gefunden: Python 3.9.2). Installieren Sie")


def test_python_without_venv_is_refused(project: Path, tmp_path: Path) -> None:
    path = fake_python(tmp_path, 'case "$*" in *ensurepip*) exit 1;; esac')

    result = run(project, path=path)

    assert result.returncode == 1
    assert result.stderr.startswith("Fehler: Dem Python (python3) fehlt das Modul venv. Installieren Sie es")


def test_folder_that_cannot_be_written_is_refused(project: Path) -> None:
    shutil.rmtree(project / "var", ignore_errors=True)
    (project / "var").write_text("a file where the folder should be")

    result = run(project)

    (project / "var").unlink()
    assert result.returncode == 1
    assert result.stderr.startswith(f"Fehler: In den Ordner {project} lässt sich nicht schreiben")
