"""All checks one after the other, each with its time; called by ./test. With arguments: only pytest with these."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from amp import embedded_postgres
from amp.steps import step

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
PURE = ("amp/numbers.py", "budget/figures/*", "programmes/numbering.py")
PRODUCTION = {
    "AMP_EMBEDDED": "0",
    "AMP_HTTPS": "1",
    "AMP_ALLOWED_HOSTS": "amp.example.org",
    "SECRET_KEY": secrets.token_urlsafe(50),
}


def main(arguments: list[str]) -> None:
    if arguments:
        sys.exit(_run(["-m", "pytest", *arguments]))
    if os.environ.get("DATABASE_URL"):
        _check_all()
        return
    server = embedded_postgres.start(ROOT / "var" / "test-postgres", durable=False)
    try:
        os.environ["DATABASE_URL"] = server.url
        _check_all()
    finally:
        server.stop()


def _check_all() -> None:
    templates = sorted(
        str(path) for pattern in ("templates", "*/templates") for path in ROOT.glob(f"{pattern}/**/*.html")
    )
    checks: dict[str, tuple[list[str], dict[str, str]]] = {
        "Code: Fehler und Stil (ruff)": (["-m", "ruff", "check"], {}),
        "Code: Format (ruff)": (["-m", "ruff", "format", "--check"], {}),
        "Vorlagen: Django-Stil (djade)": ([str(TOOLS / "djade"), "--check", "--target-version", "5.2", *templates], {}),
        "Vorlagen: Format (djangofmt)": ([str(TOOLS / "djangofmt"), "--quiet", "--check", *templates], {}),
        "Vorlagen: Fehler (djangofmt)": ([str(TOOLS / "djangofmt"), "check", *templates], {}),
        "Typen der reinen Module (mypy)": (["-m", "mypy"], {}),
        "Einstellungen für den Betrieb": (["manage.py", "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
        "Fehlende Migrationen": (["manage.py", "makemigrations", "--check", "--dry-run"], PRODUCTION),
        "Tests": (["-m", "pytest", "--cov", "--cov-report=term:skip-covered"], {}),
        "Zweige der reinen Module": (
            ["-m", "coverage", "report", f"--include={','.join(PURE)}", "--fail-under=100"],
            {},
        ),
    }
    failed = []
    for title, (command, variables) in checks.items():
        with step(title):
            if _run(command, **variables):
                print("  NICHT BESTANDEN")
                failed.append(title)
    if failed:
        sys.exit(f"Nicht bestanden: {'; '.join(failed)}")
    print("Alles bestanden.")


def _run(command: list[str], **variables: str) -> int:
    own = command if command[0].startswith(str(TOOLS)) else [sys.executable, *command]
    return subprocess.run(own, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


if __name__ == "__main__":
    main(sys.argv[1:])
