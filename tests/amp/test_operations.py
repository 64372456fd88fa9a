"""The administrator's page names every variable, and only those that exist."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_is_explained():
    sources = [*(ROOT / "amp").rglob("*.py"), *(ROOT / "deploy").iterdir(), *(ROOT / "tests").glob("*.py")]
    used = {name for path in sources for name in re.findall(r"\bAMP_[A-Z_]+", path.read_text())}
    table = re.findall(r"^\| (`.*?) \|", (ROOT / "docs" / "operations.md").read_text(), re.MULTILINE)
    explained = {name for cell in table for name in re.findall(r"`([A-Z_]+)`", cell)}

    assert explained == used | {"DATABASE_URL", "SECRET_KEY"}
