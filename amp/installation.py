"""Creates `.venv` and installs the pinned packages; run by `./run` and `./test` with the Python of the machine.

Standard library only. An installation that was interrupted leaves a mark and is repeated from scratch.
"""

import fcntl
import shutil
import subprocess
import sys
import venv
from pathlib import Path

from amp.steps import step


class InstallationError(Exception):
    """The German message says what is wrong and what to do."""


def install(root: Path, requirements: str) -> None:
    """Bring `root/.venv` to what the requirements file says; nothing to do when it was installed already."""
    environment = root / ".venv"
    unfinished = environment / "unfertig"
    installed = environment / f"installiert-{requirements}"
    wanted = (root / requirements).read_bytes()
    (root / "var").mkdir(exist_ok=True)
    with (root / "var" / "installation.lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if unfinished.exists() or not _works(environment):
            _create(environment, unfinished)
        if installed.exists() and installed.read_bytes() == wanted:
            return
        unfinished.touch()
        _install(environment, root / requirements)
        installed.write_bytes(wanted)
        unfinished.unlink()


def _works(environment: Path) -> bool:
    """Whether the environment's Python still exists and is the version its packages were installed for."""
    check = "import sys; print(*sys.version_info[:2], sep='.')"
    try:
        result = subprocess.run(
            [environment / "bin" / "python", "-c", check], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return False
    return (environment / "lib" / f"python{result.stdout.strip()}" / "site-packages" / "pip").is_dir()


def _create(environment: Path, unfinished: Path) -> None:
    with step("Python-Umgebung .venv anlegen"):
        shutil.rmtree(environment, ignore_errors=True)
        environment.mkdir()
        unfinished.touch()
        try:
            venv.create(environment, with_pip=True)
        except subprocess.CalledProcessError as error:
            raise InstallationError(
                "Die Python-Umgebung ließ sich nicht anlegen. "
                "Prüfen Sie den freien Speicherplatz und das Modul ensurepip (apt install python3-venv)."
            ) from error


def _install(environment: Path, requirements: Path) -> None:
    pip = [
        environment / "bin" / "python",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
    ]
    with step("Pakete installieren"):
        if subprocess.run([*pip, "--require-hashes", "-r", requirements], check=False).returncode:
            raise InstallationError(
                "Die Pakete ließen sich nicht installieren. Prüfen Sie die Verbindung zum Paketverzeichnis "
                "(Proxy: HTTPS_PROXY, eigenes Verzeichnis: PIP_INDEX_URL) und starten Sie noch einmal."
            )


def main(root: str, requirements: str) -> None:
    try:
        install(Path(root), requirements)
    except InstallationError as error:
        sys.exit(f"Fehler: {error}")
    except OSError as error:
        sys.exit(
            f"Fehler: In den Ordner {root} lässt sich nicht schreiben ({error.strerror}). "
            "Geben Sie Ihrem Konto das Schreibrecht, oder kopieren Sie das Projekt in einen eigenen Ordner."
        )
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main(*sys.argv[1:])
