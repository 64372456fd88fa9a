"""The table of measures with its controls: what may be changed is a link that turns into a field."""

from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from typing import Any

import django_tables2 as tables
from django.core.paginator import Page, Paginator
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_tables2.data import TableListData

from amp.columns import NumberColumn
from programmes.rows import Heading, MeasureRow
from programmes.tables import MeasureTable, NamesColumn

#: Column → its name in the chooser; the title always shows.
COLUMNS = {
    "section": "Abschnitt",
    "state_label": "Status",
    "instruments": "Instrumente",
    "municipalities": "Kommunen",
    "sites": "Standorte",
    "target_groups": "Zielgruppen",
    "partners": "Kooperationspartner",
    "period": "Zeitraum",
    "planned_places": "Plätze",
    "planned_entries": "Eintritte",
}
USUAL = tuple(name for name in COLUMNS if name not in {"target_groups", "partners", "planned_entries"})


MOST_PRINTED = 4_096
_PRINTED: dict[Hashable, SafeString] = {}


class InOrder(TableListData):
    """Rows that come sorted."""

    def order_by(self, aliases: Any) -> None:
        pass


class WorkTable(MeasureTable):
    """One page of measures. `editable` adds a box to every row and turns state and section into links."""

    section = tables.Column("Abschnitt", empty_values=())
    pick = tables.Column(
        mark_safe('<span class="kern-sr-only">Auswahl</span>'),
        accessor="pk",
        orderable=False,
        empty_values=(),
        attrs={"th": {"class": "no-print"}, "td": {"class": "no-print"}},
    )
    partners = NamesColumn(verbose_name="Kooperations\N{SOFT HYPHEN}partner")
    planned_entries = NumberColumn(verbose_name="Eintritte")

    class Meta(MeasureTable.Meta):
        attrs = {"class": "table table--dense worktable"}
        sequence = ("pick", "title", *COLUMNS)

    def __init__(
        self, rows: Sequence[MeasureRow], *, page: Page, columns: Sequence[str], editable: bool, **kwargs: Any
    ) -> None:
        hidden = [name for name in COLUMNS if name not in columns]
        super().__init__(InOrder(list(rows)), exclude=hidden if editable else [*hidden, "pick"], **kwargs)
        self.editable = editable
        self.paginator: Paginator = page.paginator
        self.page = page
        page.object_list = self.rows

    def printer(self) -> Callable[[MeasureRow], SafeString]:
        """A row follows from its frozen record and the shape of the table alone, so that it is printed once."""
        shape = (tuple(column.name for column in self.columns), self.everywhere, self.editable)
        cells = super().printer()

        def remembered(record: MeasureRow) -> SafeString:
            key = (record, shape)
            found = _PRINTED.get(key)
            if found is None:
                if len(_PRINTED) >= MOST_PRINTED:
                    _PRINTED.clear()
                found = _PRINTED[key] = cells(record)
            return found

        return remembered

    def render_pick(self, record: MeasureRow) -> SafeString:
        box = '<input type="checkbox" form="sammel" name="massnahme" value="{}" aria-label="{} auswählen">'
        return mark_safe(box.format(record.pk, escape(record.title)))  # noqa: S308 -- escaped

    def render_section(self, record: MeasureRow) -> SafeString:
        return cell(record.url, "schwerpunkt", section_text(record.section), "Abschnitt", editable=self.editable)

    def render_state_label(self, record: MeasureRow) -> SafeString:
        return cell(record.url, "status", record.state_label, "Status", editable=self.editable)


def cell(url: str, field: str, text: str, label: str, *, editable: bool) -> SafeString:
    """What stands in a cell that can be changed in place; `url` is the page of the measure."""
    shown = conditional_escape(text)
    if not editable:
        return shown
    return mark_safe(  # noqa: S308 -- the text is escaped, the rest are our own words
        f'<a class="cell" data-cell href="{url}feld/{field}/">{shown}'
        f'<span class="kern-sr-only"> – {label} ändern</span></a>'
    )


@lru_cache(maxsize=512)
def section_text(section: Heading | None) -> SafeString | str:
    """The number of a section, its title for the pointer."""
    return format_html('<span title="{}">{}</span>', section.title, section.number) if section else "–"
