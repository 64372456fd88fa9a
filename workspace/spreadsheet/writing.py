"""The workbook that goes out: made to be changed in Excel or LibreOffice and to come back."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from amp.numbers import german_date
from workspace.spreadsheet import base
from workspace.spreadsheet.cells import NOT_IN_XML
from workspace.spreadsheet.columns import (
    BASE,
    CHOICES,
    FORMAT,
    HELP,
    KEY,
    MEASURES,
    ORIGIN,
    SEPARATOR,
    SHEETS,
    SITES,
    Column,
    Kind,
)
from workspace.spreadsheet.snapshot import Choice, Snapshot, Values

SPARE_ROWS = 200
"""So many empty rows below the last one offer the lists to choose from, too."""

FORMATS = {Kind.DATE: "DD.MM.YYYY", Kind.NUMBER: "#,##0"}
AS_TEXT = "@"
"""Otherwise a spreadsheet takes section 2.3 for the second of March."""

HEAD = PatternFill("solid", fgColor="E7ECF2")

EXPLANATION = (
    "Diese Datei enthält die Maßnahmen eines Programms zum Bearbeiten. Ändern Sie die Zellen, speichern Sie die Datei "
    "als XLSX und lesen Sie sie auf der Seite »Maßnahmen« mit »Aus Excel einlesen« wieder ein.",
    "Vor dem Übernehmen sehen Sie jede Änderung und jeden Fehler. Solange ein Fehler besteht, wird nichts übernommen.",
    "Übernommen werden nur Zellen, die Sie geändert haben. Hat jemand dieselbe Angabe inzwischen im Programm geändert, "
    "sehen Sie beide Fassungen und wählen.",
    "Neue Maßnahme: Füllen Sie eine leere Zeile aus. Bitte kopieren Sie dafür keine ganze Zeile; die ausgeblendeten "
    "Spalten müssen leer bleiben.",
    "Löschen ist hier nicht möglich: Eine Zeile, die in der Datei fehlt, ändert nichts. Bitte löschen Sie Maßnahmen im "
    "Programm.",
    "Mehrere Namen in einer Zelle trennen Sie mit einem Semikolon. Das Blatt »Auswahl« zeigt alle Namen.",
    "Eine leere Zelle bei Plätzen oder Eintritten heißt »noch nicht bekannt«. Eine Null heißt null.",
    "Formeln, verbundene Zellen und Makros werden nicht gelesen. Eigene Spalten dürfen Sie hinzufügen; sie werden "
    "nicht übernommen.",
    "Die Beschreibungen der Maßnahmen stehen nicht in der Datei. Sie bearbeiten sie im Programm.",
)


def workbook(snapshot: Snapshot, *, keys: Iterable[int], now: datetime) -> bytes:
    """The measures with these keys, in this order, and their sites."""
    chosen = tuple(keys)
    wanted = set(chosen)
    book = Workbook()
    book.properties.creator = "AMP"
    book.properties.title = f"Maßnahmen {snapshot.year}"
    choices = book.create_sheet(CHOICES)
    lists = _choices(choices, snapshot)
    rows = {
        MEASURES: [(pk, snapshot.measures[pk]) for pk in chosen],
        SITES: [(pk, values) for pk, values in snapshot.sites.items() if values["measure"] in wanted],
    }
    lists["measure"] = f"'{MEASURES}'!$B$2:$B${len(chosen) + SPARE_ROWS}"
    for place, (name, columns) in enumerate(SHEETS.items()):
        sheet = book.active if not place else book.create_sheet(name, place)
        sheet.title = name
        _fill(sheet, columns, rows[name], snapshot.choices, lists)
    _explain(book.create_sheet(HELP), snapshot, now)
    _origin(book.create_sheet(ORIGIN), snapshot)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(
    sheet: Worksheet,
    columns: tuple[Column, ...],
    rows: Iterable[tuple[int, Values]],
    choices: Mapping[str, Mapping[int, Choice]],
    lists: Mapping[str, str],
) -> None:
    for place, heading in enumerate((KEY, *(column.heading for column in columns), BASE), start=1):
        head = _put(sheet, 1, place, heading)
        head.font, head.fill = Font(bold=True), HEAD
        head.alignment = Alignment(wrap_text=True, vertical="center")
    last = 1
    for last, (pk, values) in enumerate(rows, start=2):
        _put(sheet, last, 1, pk)
        for place, column in enumerate(columns, start=2):
            cell = _put(sheet, last, place, shown(column, values[column.name], choices))
            cell.number_format = FORMATS.get(column.kind, AS_TEXT)
            cell.alignment = Alignment(wrap_text=column.width > 20, vertical="top")
        _put(sheet, last, len(columns) + 2, base.written(columns, values, choices))
    for place, column in enumerate(columns, start=2):
        letter = get_column_letter(place)
        dimension = sheet.column_dimensions[letter]
        dimension.width, dimension.number_format = column.width, FORMATS.get(column.kind, AS_TEXT)
        if validation := _validation(column, lists):
            validation.add(f"{letter}2:{letter}{last + SPARE_ROWS}")
            sheet.add_data_validation(validation)
    for place in (1, len(columns) + 2):
        sheet.column_dimensions[get_column_letter(place)].hidden = True
    sheet.freeze_panes = "C2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns) + 2)}{last}"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def shown(column: Column, value: Any, choices: Mapping[str, Mapping[int, Choice]]) -> str | int | date | None:
    """A value as it stands in its cell."""
    match column.kind:
        case Kind.CHOICE:
            return column.choices[value]
        case Kind.NAME:
            return choices[column.name][value].label if value else None
        case Kind.NAMES:
            found = choices[column.name]
            return SEPARATOR.join(found[pk].label for pk in found if pk in value)
    return value


def _validation(column: Column, lists: Mapping[str, str]) -> DataValidation | None:
    """The list to choose from, or what a cell may hold; the import says the same once more in its own words."""
    match column.kind:
        case Kind.CHOICE:
            rule = DataValidation(type="list", formula1=f'"{",".join(column.choices.values())}"')
            rule.error = "Bitte wählen Sie einen Eintrag der Liste."
        case Kind.NAME:
            rule = DataValidation(type="list", formula1=lists[column.name])
            rule.error = f"Bitte wählen Sie einen Eintrag des Blattes »{CHOICES}«."
            rule.errorStyle = "warning"
        case Kind.DATE:
            rule = DataValidation(type="date", operator="greaterThan", formula1="1")
            rule.error = "Bitte geben Sie ein Datum ein, zum Beispiel 01.06.2021."
        case Kind.NUMBER:
            rule = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0")
            rule.error = "Bitte geben Sie eine ganze Zahl ein."
        case _:
            return None
    rule.allow_blank, rule.showErrorMessage, rule.errorTitle = True, True, column.heading
    return rule


def _choices(sheet: Worksheet, snapshot: Snapshot) -> dict[str, str]:
    """All names a cell may hold, a column each; returns where the names of each column stand."""
    places = {}
    offered = {
        column.name: (
            column.heading,
            [choice.label for choice in snapshot.choices[column.name].values() if choice.current],
        )
        for columns in SHEETS.values()
        for column in columns
        if column.kind in {Kind.NAME, Kind.NAMES} and column.name != "measure"
    }
    for place, (name, (heading, labels)) in enumerate(offered.items(), start=1):
        letter = get_column_letter(place)
        _put(sheet, 1, place, heading).font = Font(bold=True)
        for row, label in enumerate(labels, start=2):
            _put(sheet, row, place, label)
        sheet.column_dimensions[letter].width = 40
        places[name] = f"'{CHOICES}'!${letter}$2:${letter}${len(labels) + 1 if labels else 2}"
    sheet.freeze_panes = "A2"
    return places


def _explain(sheet: Worksheet, snapshot: Snapshot, now: datetime) -> None:
    sheet.column_dimensions["A"].width = 100
    title = _put(sheet, 1, 1, f"Maßnahmen {snapshot.year} – ausgegeben am {german_date(now.date())} um {now:%H:%M} Uhr")
    title.font = Font(bold=True, size=14)
    for row, sentence in enumerate(EXPLANATION, start=3):
        _put(sheet, row, 1, sentence).alignment = Alignment(wrap_text=True, vertical="top")


def _origin(sheet: Worksheet, snapshot: Snapshot) -> None:
    """Which programme the workbook belongs to, and the numbers its sections had when it went out."""
    sheet.sheet_state = "hidden"
    facts = [("Format", FORMAT), ("Jobcenter", snapshot.jobcenter), ("Jahr", str(snapshot.year))]
    sections = [("Abschnitt", str(pk), choice.label) for pk, choice in snapshot.choices["section"].items()]
    for row, texts in enumerate([*facts, *sections], start=1):
        for place, text in enumerate(texts, start=1):
            _put(sheet, row, place, text)


def _put(sheet: Worksheet, row: int, column: int, value: str | int | date | None) -> Cell:
    """Write a value; a text always as text, whatever it looks like."""
    cell = sheet.cell(row, column, NOT_IN_XML.sub("", value) if isinstance(value, str) else value)
    if isinstance(value, str):
        cell.data_type = "s"
    return cell
