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
#: The tests of the pure modules, whose branches are counted (pyproject.toml names the modules).
OF_PURE = (
    *(f"tests/amp/test_{name}.py" for name in ("merging", "numbers", "worddiff")),
    *(f"tests/budget/{path.name}" for path in sorted((ROOT / "tests" / "budget").glob("test_figures_*.py"))),
    "tests/programmes/test_numbering.py",
)
#: Tests that mostly wait for the browser, or for servers and installations they start.
WAITING = (
    "tests/browser",
    *(f"tests/amp/test_{name}.py" for name in ("dumps", "embedded_postgres", "installation", "run")),
)
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
    }
    failed = [title for title, (command, variables) in checks.items() if not _passes(title, command, **variables)]
    failed += _failed_tests()
    if failed:
        sys.exit(f"Nicht bestanden: {'; '.join(failed)}")
    print("Alles bestanden.")


def _passes(title: str, command: list[str], **variables: str) -> bool:
    with step(title):
        passed = _run(command, **variables) == 0
        if not passed:
            print("  NICHT BESTANDEN")
    return passed


def _failed_tests() -> list[str]:
    """What fails: tests that wait for other processes run beside those that compute, on a database each."""
    report = ROOT / "var" / "tests-wartend.txt"
    with report.open("w") as output:
        waiting = subprocess.Popen([sys.executable, "-m", "pytest", *WAITING], cwd=ROOT, stdout=output, stderr=output)
        ignored = (f"--ignore={path}" for path in (*WAITING, *OF_PURE))
        # Only their own tests, since measuring makes everything twice as slow.
        measured = (*OF_PURE, "--cov", "--cov-report=term:skip-covered", "--cov-fail-under=100")
        computing = {
            "Tests": ["-m", "pytest", *ignored],
            "Zweige der reinen Module": ["-m", "pytest", "-q", *measured],
        }
        failed = [title for title, command in computing.items() if not _passes(title, command)]
        waiting.wait()
    print(report.read_text(), flush=True)
    return failed if waiting.returncode == 0 else [*failed, "Tests im Browser und der Prozesse"]


def _run(command: list[str], **variables: str) -> int:
    own = command if command[0].startswith(str(TOOLS)) else [sys.executable, *command]
    return subprocess.run(own, cwd=ROOT, env={**os.environ, **variables}, check=False).returncode


if __name__ == "__main__":
    main(sys.argv[1:])
