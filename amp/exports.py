"""A list as a file: CSV for German spreadsheets and XLSX with real numbers, both safe against formula injection."""

import csv
from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import django_tables2 as tables
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django_tables2.columns import BoundColumn
from django_tables2.rows import BoundRow
from django_tables2.utils import call_with_appropriate
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

# Spreadsheets read a text that starts like this as a formula; the wide forms too, in East Asian versions.
FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
MAX_WIDTH = 60
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

Cell = str | int | Decimal | date | datetime | None


def cells(table: tables.Table) -> Iterator[list[Cell]]:
    """The head and then every row of all pages, as plain values: None where nothing is known."""
    columns = [column for column in table.columns if not column.column.exclude_from_export]
    yield [str(column.header) for column in columns]
    for row in table.rows:
        yield [_plain(_value(row, column)) for column in columns]


def _value(row: BoundRow, column: BoundColumn) -> object:
    raw = _raw(row, column)
    own = getattr(row.table, f"value_{column.name}", None)
    if own is None and type(column.column).value is not tables.Column.value:
        own = column.column.value
    if own is None:
        return raw
    arguments = {"record": row.record, "value": raw, "column": column.column, "bound_column": column}
    return call_with_appropriate(own, {**arguments, "bound_row": row, "table": row.table})


def _raw(row: BoundRow, column: BoundColumn) -> object:
    owner, name = column.accessor.penultimate(row.record, quiet=True)
    if isinstance(owner, Model):
        display = getattr(owner, f"get_{name}_display", None)
        if display is not None:
            return display()
    return column.accessor.resolve(row.record, quiet=True)


def _plain(value: object) -> Cell:
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(value, datetime):
        return localtime(value).replace(tzinfo=None) if value.tzinfo else value
    if value is None or isinstance(value, int | Decimal | date):
        return value
    return ILLEGAL_CHARACTERS_RE.sub("", str(value))


def csv_text(value: Cell) -> str:
    """A cell as a German spreadsheet reads it; a text that looks like a formula is led by an apostrophe."""
    match value:
        case None:
            return ""
        case int() | Decimal():
            return format(value, "f" if isinstance(value, Decimal) else "d").replace(".", ",")
        case datetime():
            return value.strftime("%d.%m.%Y %H:%M")
        case date():
            return value.strftime("%d.%m.%Y")
    return f"'{value}" if value.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA_STARTS) else value


def to_csv(table: tables.Table) -> bytes:
    """Semicolons, decimal commas, UTF-8 with a byte order mark (without it Excel garbles umlauts)."""
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerows([csv_text(value) for value in row] for row in cells(table))
    return out.getvalue().encode("utf-8-sig")


def to_xlsx(table: tables.Table, *, title: str) -> bytes:
    """One sheet: bold frozen head with a filter, numbers and dates as such, every text strictly as text."""
    book = Workbook()
    book.properties.creator = "AMP"
    sheet = book.active
    sheet.title = "".join("-" if char in r"[]:*?/\\" else char for char in title)[:31]
    widths: dict[int, int] = {}
    for row_number, row in enumerate(cells(table), start=1):
        for column_number, value in enumerate(row, start=1):
            _write(sheet, row_number, column_number, value)
            widths[column_number] = max(widths.get(column_number, 0), len(csv_text(value)))
    for column_number, width in widths.items():
        sheet.column_dimensions[get_column_letter(column_number)].width = min(width + 3, MAX_WIDTH)
    for head in sheet[1]:
        head.font = Font(bold=True)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = sheet.dimensions
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: Cell) -> None:
    cell = sheet.cell(row, column, value)
    match value:
        case str():
            cell.data_type = "s"
            cell.alignment = Alignment(wrap_text=len(value) > MAX_WIDTH, vertical="top")
        case Decimal():
            places = max(0, -int(value.normalize().as_tuple().exponent)) if value.is_finite() else 0
            cell.number_format = "#,##0" + (f".{'0' * places}" if places else "")
        case datetime():
            cell.number_format = "DD.MM.YYYY HH:MM"
        case date():
            cell.number_format = "DD.MM.YYYY"


_WRITERS: dict[str, tuple[str, Callable[[tables.Table, str], bytes]]] = {
    "csv": ("text/csv; charset=utf-8", lambda table, title: to_csv(table)),
    "xlsx": (XLSX_TYPE, lambda table, title: to_xlsx(table, title=title)),
}


def export_response(table: tables.Table, *, file_format: str, title: str) -> HttpResponse:
    """The download of a whole list. `title` names file and sheet. Http404 for an unknown format."""
    if file_format not in _WRITERS:
        raise Http404
    content_type, write = _WRITERS[file_format]
    response = HttpResponse(write(table, title), content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(True, f"{title}.{file_format}")
    return response
