"""The house rules that a machine can check: which room may know which, and where money is computed."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
#: Each room may import itself and the rooms after it.
ROOMS = ("workspace", "proposals", "budget", "programmes", "amp")
PURE = (
    ROOT / "amp" / "merging.py",
    ROOT / "amp" / "merging_texts.py",
    ROOT / "amp" / "numbers.py",
    ROOT / "amp" / "worddiff.py",
    ROOT / "programmes" / "numbering.py",
    *sorted((ROOT / "budget" / "figures").glob("*.py")),
)


def modules(room: str) -> list[Path]:
    return sorted((ROOT / room).rglob("*.py"))


def imported(path: Path) -> Iterator[str]:
    """The full names of the modules a file imports, wherever the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""


@pytest.mark.parametrize("room", ROOMS)
def test_imports_point_one_way(room):
    above = ROOMS[: ROOMS.index(room)]

    back = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in modules(room)
        for name in imported(path)
        if name.split(".")[0] in above
    ]

    assert modules(room)
    assert back == []


def test_pure_modules_import_no_django():
    assert len(PURE) > 3

    impure = [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in PURE
        for name in imported(path)
        if name.split(".")[0] not in {"amp", "budget", *("collections", "dataclasses", "datetime", "decimal", "enum")}
        and name.split(".")[0] not in {"difflib", "functools", "html", "itertools", "operator", "re", "types", "typing"}
    ]

    assert impure == []


def test_tables_compute_nothing():
    """A table or a template prints what queries and figures give it."""
    tables = [path for room in ROOMS for path in modules(room) if path.name == "tables.py"]

    computing = [
        f"{path.relative_to(ROOT)}: {ast.unparse(node)}"
        for path in tables
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub | ast.Mult | ast.Div))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in {"sum", "Decimal"})
    ]

    assert tables
    assert computing == []


def test_templates_compute_nothing():
    templates = sorted((ROOT / "templates").rglob("*.html"))

    computing = [
        str(path.relative_to(ROOT))
        for path in templates
        if re.search(r"\|add:|widthratio|\|(floatformat|intcomma)", path.read_text(encoding="utf-8"))
    ]

    assert templates
    assert computing == []


def test_nothing_in_code_names_the_sample_districts():
    """Other Jobcenters come in as data: no code, template or style knows one by name."""
    named = [
        str(path.relative_to(ROOT))
        for folder in (*ROOMS, "templates", "static")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".css", ".js"}
        and re.search(r"Werkcampus|Ennigerloh|Beckum", path.read_text(encoding="utf-8"))
    ]

    assert named == []


def test_no_file_names_a_package_registry():
    pattern = re.compile(r"https?://[^\s]*(pypi|pythonhosted|registry\.npmjs)", re.IGNORECASE)

    named = [
        path.name
        for path in (ROOT / "requirements.txt", ROOT / "requirements-dev.txt", ROOT / "pyproject.toml")
        if pattern.search(path.read_text(encoding="utf-8")) or "--index-url" in path.read_text(encoding="utf-8")
    ]

    assert named == []
