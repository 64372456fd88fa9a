"""Workbooks for tests: a state without a database, the workbook of it, and changing its cells."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from workspace.spreadsheet.comparing import compare
from workspace.spreadsheet.plan import Plan
from workspace.spreadsheet.reading import read
from workspace.spreadsheet.snapshot import Choice, Snapshot
from workspace.spreadsheet.writing import workbook

JOBCENTER, YEAR = "musterkreis", 2031


def measure(title: str = "Werkcampus", **values: Any) -> dict[str, Any]:
    nothing = {"section": None, "state": "geplant", "starts_on": None, "ends_on": None, "period": ""}
    numbers = {"planned_places": None, "planned_entries": None}
    links = dict.fromkeys(("instruments", "municipalities", "target_groups", "partners"), frozenset())
    return {"title": title, **nothing, **numbers, **links, **values}


def state(*measures: dict[str, Any], sites: tuple[dict[str, Any], ...] = (), **choices: dict[int, Choice]) -> Snapshot:
    """A programme with these measures (keys from 1) and sites (keys from 101), and something to choose everywhere."""
    rows = dict(enumerate(measures, start=1))
    named = {
        "section": {1: Choice(label="1 Netzwerk", short="1"), 2: Choice(label="1.1 Bildung", short="1.1")},
        "instruments": {
            1: Choice(label="AGH (§16d SGB II)", short="AGH"),
            2: Choice(label="FF (§16f SGB II)", short="FF"),
        },
        "municipalities": {1: Choice(label="Ahlen"), 2: Choice(label="Beckum")},
        "target_groups": {1: Choice(label="Jugendliche")},
        "partners": {1: Choice(label="Caritas"), 2: Choice(label="Müller; Söhne")},
        "site": {1: Choice(label="Haus A"), 2: Choice(label="Haus B")},
        "measure": {key: Choice(label=row["title"]) for key, row in rows.items()},
    }
    return Snapshot(
        jobcenter=JOBCENTER,
        year=YEAR,
        measures=rows,
        sites=dict(enumerate(sites, start=101)),
        choices=named | choices,
    )


def at_site(measure: int = 1, site: int = 1, **values: Any) -> dict[str, Any]:
    known = {"state": "bestehend", "period": "", "places": None, "qualifier": "genau"}
    return {"measure": measure, "site": site, **known, **values}


def changed(snapshot: Snapshot, measure: int, **values: Any) -> Snapshot:
    """The same programme after somebody changed a measure in it."""
    row = {**snapshot.measures[measure], **values}
    return replace(snapshot, measures={**snapshot.measures, measure: row})


def file_of(
    snapshot: Snapshot, *changes: tuple[str, str, Any], edit: Callable[[Workbook], None] | None = None
) -> bytes:
    """The workbook of the programme after (sheet, cell or heading + row, value) were written into it."""
    content = workbook(snapshot, keys=snapshot.measures, now=datetime(2031, 5, 1, 9, 30))
    return edited(content, *changes, edit=edit)


def edited(content: bytes, *changes: tuple[str, str, Any], edit: Callable[[Workbook], None] | None = None) -> bytes:
    """`("Maßnahmen", "Titel 2", "Neu")` writes into row 2 of the column with this heading."""
    book = load_workbook(BytesIO(content))
    for sheet, place, value in changes:
        heading, _, row = place.rpartition(" ")
        head = [cell.value for cell in book[sheet][1]]
        book[sheet].cell(int(row), head.index(heading) + 1).value = value
    if edit:
        edit(book)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def plan_of(content: bytes, now: Snapshot, **options: Any) -> Plan:
    return compare(read(content, jobcenter=JOBCENTER, year=YEAR), now, **options)


def told(plan: Plan) -> list[tuple[str, str]]:
    return [(problem.place, problem.message) for problem in plan.problems]


def changes(plan: Plan) -> list[tuple[str, str, str, str]]:
    return [(row.title, change.heading, change.old, change.new) for row in plan.rows for change in row.changes]
