"""The base of every list: django-tables2 with a caption, row headings and our own template."""

from collections.abc import Callable, Iterator
from typing import Any, Self

import django_tables2 as tables
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.columns.base import BoundColumn
from django_tables2.utils import signature

HEADING = '<th scope="row" {}{}>', "</th>"
CELL = "<td {}{}>", "</td>"


class AmpTable(tables.Table):
    """A list page's table.

    `caption` names the table for everyone (shown above it; required). `row_header` is the column whose cells name their
    row. Exports take the plain value behind a cell; a table overrides it with a method `value_<column>`. With `cards`
    each row is a card on a narrow screen, on which every value stands beside the name of its column.
    """

    caption = ""
    caption_quiet = False
    row_header = ""
    cards = False

    class Meta:
        attrs = {"class": "table"}
        template_name = "tables/table.html"
        empty_text = "Keine Einträge. Bitte ändern Sie die Auswahl."
        default = "–"
        per_page = 25

    def __init__(self, *args: Any, caption: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.caption = caption or self.caption
        if self.cards:
            self.attrs["class"] = f"{self.attrs.get('class', '')} table--cards".lstrip()
        if not self.caption:
            raise ImproperlyConfigured(f"{type(self).__name__} braucht eine Überschrift (caption).")

    def for_request(self, request: HttpRequest) -> Self:
        """Sorted and on the page the address asks for; what makes no sense there falls back to the nearest sense."""
        if order := request.GET.getlist(self.prefixed_order_by_field):
            self.order_by = order
        self.paginate()
        self.page = self.paginator.get_page(request.GET.get(self.prefixed_page_field))
        return self

    def body(self) -> Iterator[tuple[SafeString, SafeString]]:
        """The rows of the page: the attributes of each, and its cells as they are printed."""
        cells = self.printer()
        for row in self.paginated_rows:
            yield row.attrs.as_html(), cells(row.record)

    def printer(self) -> Callable[[Any], SafeString]:
        """Prints the cells of a record.

        What belongs to a column is worked out once; django-tables2 does it again for every cell.
        """
        columns = []
        for column in self.columns.iterall():
            if column.visible:
                start, end = HEADING if column.name == self.row_header else CELL
                label = format_html(' data-label="{}"', column.header) if self.cards else ""
                columns.append((format_html(start, column.attrs["td"].as_html(), label), end, self._cells_of(column)))

        def cells(record: Any) -> SafeString:
            printed = "\n".join(f"{start}{conditional_escape(cell(record))}{end}" for start, end, cell in columns)
            return mark_safe(printed)  # noqa: S308 -- every part is escaped above

        return cells

    def _cells_of(self, column: BoundColumn) -> Callable[[Any], Any]:
        """Makes the cell of a record in this column, as django-tables2 does, with the arguments `render` asks for."""
        render, wanted = column.render, signature(column.render)[0]

        def cell(record: Any) -> Any:
            value = column.accessor.resolve(record, quiet=True)
            if value in column.column.empty_values:
                return column.default
            offered = {"value": value, "record": record, "column": column.column, "bound_column": column, "table": self}
            return render(**{name: offered[name] for name in wanted})

        return cell

    @property
    def caption_id(self) -> str:
        return f"{self.prefix}{type(self).__name__.lower()}-titel"
