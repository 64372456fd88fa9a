"""From the cells of the workbook to rows of values, and everything that is wrong with them. Knows no database."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import column_index_from_string, get_column_letter

from amp.numbers import refuse_strange_year
from workspace.spreadsheet import base
from workspace.spreadsheet.cells import normal, plain, value_of
from workspace.spreadsheet.columns import BASE, FORMAT, KEY, MEASURES, ORIGIN, OWN, SHEETS, Column, Kind
from workspace.spreadsheet.opening import LAST_ROW, NO_WORKBOOK, RefusedError, open_book
from workspace.spreadsheet.snapshot import Values

MOST_ROWS = 3_000
MOST_COLUMNS = 60
FOREIGN = (
    "Diese Datei wurde nicht für dieses Programm ausgegeben. Bitte geben Sie die Maßnahmen dieses Programms aus und "
    "ändern Sie diese Datei."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, and where: »Maßnahmen!F17«. `offer` is the column and the name that could be added."""

    place: str
    message: str
    offer: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of a sheet. `key` is None for a new one; `values` hold the columns of the file, None for an empty cell.

    `was` are the values when the row went out and `names` the names of that time; both are empty for a new row.
    """

    number: int
    key: int | None
    values: Values
    was: Values
    names: base.Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The rows of one sheet; `letters` is column → where it stands."""

    sheet: str
    letters: Mapping[str, str]
    rows: tuple[Row, ...]

    def place(self, row: Row, column: str) -> str:
        return f"{self.sheet}!{self.letters.get(column, 'A')}{row.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a workbook says. `sections` are the numbers and titles that its sections had, by key."""

    measures: Table
    sites: Table
    sections: Mapping[int, str]
    problems: tuple[Problem, ...]
    ignored: tuple[str, ...]


@dataclass(slots=True)
class _Collected:
    problems: list[Problem] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)

    def wrong(self, place: str, message: str) -> None:
        self.problems.append(Problem(place=place, message=message))


def read(content: bytes, *, jobcenter: str, year: int) -> Reading:
    """Read the workbook of this programme. Raises RefusedError where it is none, or that of another programme."""
    book, merged = open_book(content)
    try:
        sections = _origin(book, jobcenter, year)
        found = _Collected(ignored=[f"Blatt »{name}«" for name in book.sheetnames if name not in OWN])
        tables = [_table(book, sheet, columns, merged.get(sheet), found) for sheet, columns in SHEETS.items()]
    except RefusedError:
        raise
    except Exception as error:  # openpyxl raises whatever a damaged part makes it stumble over
        raise RefusedError(NO_WORKBOOK) from error
    finally:
        book.close()
    measures, sites = tables
    return Reading(
        measures=measures,
        sites=sites,
        sections=sections,
        problems=tuple(found.problems),
        ignored=tuple(found.ignored),
    )


def _origin(book: Workbook, jobcenter: str, year: int) -> dict[int, str]:
    if ORIGIN not in book.sheetnames:
        raise RefusedError(FOREIGN)
    facts: dict[str, str] = {}
    sections: dict[int, str] = {}
    for name, value, label in book[ORIGIN].iter_rows(max_row=MOST_ROWS, max_col=3, values_only=True):
        if name == "Abschnitt" and str(value).isdecimal():
            sections[int(value)] = str(label)
        else:
            facts[str(name)] = str(value)
    if (facts.get("Jobcenter"), facts.get("Jahr")) != (jobcenter, str(year)):
        raise RefusedError(FOREIGN)
    if MEASURES not in book.sheetnames:
        raise RefusedError(f"In der Datei fehlt das Blatt »{MEASURES}«. Bitte geben Sie ihm wieder diesen Namen.")
    if facts.get("Format") != FORMAT:
        raise RefusedError("Diese Datei stammt aus einer anderen Fassung. Bitte geben Sie die Maßnahmen neu aus.")
    return sections


def _table(book: Workbook, name: str, columns: tuple[Column, ...], merged: str | None, found: _Collected) -> Table:
    if name not in book.sheetnames:
        return Table(sheet=name, letters={}, rows=())
    if merged:
        found.wrong(f"{name}!{merged}", "Verbundene Zellen werden nicht gelesen. Bitte heben Sie die Verbindung auf.")
    rows = book[name].iter_rows(max_row=LAST_ROW, max_col=MOST_COLUMNS)
    letters = _letters(name, next(rows, ()), columns, found)
    if letters is None:
        return Table(sheet=name, letters={}, rows=())
    return Table(sheet=name, letters=letters, rows=tuple(_rows(name, rows, columns, letters, found)))


def _letters(name: str, head: Iterable[Any], columns: tuple[Column, ...], found: _Collected) -> dict[str, str] | None:
    """Where each column stands, found by its heading, so that columns may be moved; None where it cannot be told."""
    wanted = {normal(column.heading): column.name for column in columns}
    wanted |= {normal(KEY): KEY, normal(BASE): BASE}
    letters: dict[str, str] = {}
    complete = True
    for place, cell in enumerate(head, start=1):
        heading = "" if cell.value is None else str(cell.value)
        column = wanted.get(normal(heading))
        if column in letters:
            found.wrong(f"{name}!{get_column_letter(place)}1", f"Die Spalte »{heading}« gibt es zweimal.")
            complete = False
        elif column:
            letters[column] = get_column_letter(place)
        elif heading.strip():
            found.ignored.append(f"{name}: {heading}")
    headings = {column.name: column.heading for column in columns if column.required}
    for column, heading in {KEY: KEY, BASE: BASE, **headings}.items():
        if column not in letters:
            found.wrong(f"{name}!A1", f"Die Spalte »{heading}« fehlt.")
            complete = False
    return letters if complete else None


def _rows(
    name: str, rows: Iterator[Any], columns: tuple[Column, ...], letters: Mapping[str, str], found: _Collected
) -> Iterator[Row]:
    places = {column: column_index_from_string(letter) - 1 for column, letter in letters.items()}
    seen: dict[int, int] = {}
    count = 0
    for number, cells in enumerate(rows, start=2):
        filled = {column: cells[place] for column, place in places.items() if cells[place].value not in (None, "")}
        if not any(str(cell.value).strip() for cell in filled.values()):
            continue
        count += 1
        if count > MOST_ROWS:
            too_long = f"Das Blatt hat mehr als {MOST_ROWS} Zeilen. Bitte teilen Sie die Datei auf."
            found.wrong(f"{name}!A{number}", too_long)
            return
        row = _row(name, number, filled, columns, letters, found)
        if row is None:
            continue
        if row.key in seen:
            found.wrong(
                f"{name}!{letters[KEY]}{number}",
                f"Diese Zeile ist eine Kopie von Zeile {seen[row.key]}. Bitte füllen Sie für etwas Neues eine leere "
                "Zeile aus; die ausgeblendeten Spalten müssen leer bleiben.",
            )
            continue
        if row.key is not None:
            seen[row.key] = number
        yield row


def _row(
    name: str,
    number: int,
    filled: Mapping[str, Any],
    columns: tuple[Column, ...],
    letters: Mapping[str, str],
    found: _Collected,
) -> Row | None:
    """The row, or None where the hidden columns cannot be read; a cell that cannot be read is left out and told."""
    try:
        key = _key(filled[KEY].value) if KEY in filled else None
        was, names = base.read(columns, str(filled[BASE].value)) if key is not None else ({}, {})
    except (KeyError, ValueError):
        found.wrong(
            f"{name}!{letters[KEY]}{number}",
            "Die ausgeblendeten Spalten dieser Zeile wurden verändert. Bitte geben Sie die Maßnahmen neu aus.",
        )
        return None
    values = {}
    for column in columns:
        if column.name not in letters:
            continue
        cell = filled.get(column.name)
        try:
            values[column.name] = None if cell is None else _value(column, cell, was)
        except ValueError as error:
            found.wrong(f"{name}!{letters[column.name]}{number}", str(error))
    return Row(number=number, key=key, values=values, was=was, names=names)


def _value(column: Column, cell: Any, was: Values) -> Any:
    if cell.data_type == "f":
        raise ValueError("Formeln werden nicht gelesen. Bitte geben Sie den Wert selbst ein.")
    if cell.data_type == "e":
        raise ValueError(f"Die Zelle enthält den Fehlerwert {cell.value}.")
    if isinstance(cell.value, str):
        if not cell.value.strip():
            return None
        looks_like_formula = column.kind is Kind.TEXT and cell.value.lstrip().startswith("=")
        if looks_like_formula and normal(cell.value) != normal(str(was.get(column.name, ""))):
            raise ValueError("Der Text beginnt wie eine Formel mit »=«. Bitte geben Sie den Wert selbst ein.")
    value = value_of(column, cell.value)
    if column.kind is Kind.DATE and value != was.get(column.name):
        refuse_strange_year(value)
    return value


def _key(found: Any) -> int:
    text = plain(found)
    if not text.isdecimal() or len(text) > 18:
        raise ValueError
    return int(text)
