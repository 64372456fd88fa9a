"""The lists of measures and sites, on the page and as files."""

from collections.abc import Iterable
from typing import Any

import django_tables2 as tables
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from amp.columns import NumberColumn
from amp.tables import AmpTable
from amp.templatetags.amp import titled
from amp.unbroken import unbroken
from programmes.rows import InstrumentUse, MeasureRow, Named, SiteRow, SiteUse


class NamesColumn(tables.Column):
    """Several names in one cell."""

    empty_values = (None, "", ())

    def render(self, value: Iterable[Named | SiteUse]) -> str:
        return self.value(value)

    def value(self, value: Iterable[Named | SiteUse] | None) -> str:
        return ", ".join(entry.name for entry in value or ())


class MeasureTable(AmpTable):
    """The measures, which come sorted; `everywhere` is how many municipalities a measure of the whole area names."""

    row_header = "title"

    title = tables.Column("Titel")
    section = tables.Column("Abschnitt")
    instruments = tables.Column("Instrumente", empty_values=(None, ()))
    municipalities = NamesColumn(verbose_name="Kommunen")
    sites = NamesColumn(verbose_name="Standorte")
    target_groups = NamesColumn(verbose_name="Zielgruppen")
    period = tables.Column("Zeitraum")
    planned_places = NumberColumn(verbose_name="Plätze")
    state_label = tables.Column("Status")

    class Meta(AmpTable.Meta):
        attrs = {"class": "table table--dense"}
        empty_text = "Keine Maßnahme passt zu dieser Auswahl. Bitte ändern Sie die Filter."

    def __init__(self, *args: Any, everywhere: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.everywhere = everywhere

    def render_title(self, record: MeasureRow) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.url, record.title)

    def value_section(self, record: MeasureRow) -> str:
        return record.section.number if record.section else ""

    def render_instruments(self, value: Iterable[InstrumentUse]) -> SafeString:
        uses = ((unbroken(use.label), warning(use)) for use in value)
        return format_html_join("", '<span class="use">{}{}</span>', uses)

    def value_instruments(self, record: MeasureRow) -> str:
        return "; ".join(use.label for use in record.instruments)

    def render_municipalities(self, value: tuple[Named, ...]) -> str:
        if len(value) > 1 and len(value) == self.everywhere:
            return f"alle {len(value)} Kommunen"
        return ", ".join(town.name for town in value)


class MeasureFile(MeasureTable):
    """The same with what a spreadsheet has room for: every name and date in its own column."""

    section_title = tables.Column("Überschrift des Abschnitts", accessor="section__title")
    warnings = tables.Column("Hinweise zum Recht")
    partners = NamesColumn(verbose_name="Kooperationspartner")
    starts_on = tables.Column("Beginn")
    ends_on = tables.Column("Ende")
    planned_entries = NumberColumn(verbose_name="Eintritte")

    class Meta(MeasureTable.Meta):
        sequence = (
            *("title", "section", "section_title", "instruments", "warnings", "municipalities", "sites"),
            *(
                "target_groups",
                "partners",
                "period",
                "starts_on",
                "ends_on",
                "planned_places",
                "planned_entries",
                "...",
            ),
        )

    def value_warnings(self, record: MeasureRow) -> str:
        return "; ".join(f"{use.short}: {use.warning}" for use in record.instruments if use.warning)


class SiteTable(AmpTable):
    """One row for each measure at each site."""

    row_header = "site"
    cards = True

    site = tables.Column("Standort", order_by="order__site")
    municipality = tables.Column("Kommune", order_by="order__municipality", empty_values=("",))
    measure = tables.Column("Maßnahme", order_by="order__measure")
    state_label = tables.Column("Zustand")
    period = tables.Column("Zeitraum", empty_values=("",))
    places = NumberColumn(verbose_name="Plätze", order_by="order__places")

    class Meta(AmpTable.Meta):
        empty_text = "Noch keine Standorte."

    def render_measure(self, record: SiteRow) -> SafeString:
        return format_html('<a href="{}">{}</a>', record.measure_url, record.measure)

    def render_places(self, record: SiteRow) -> str:
        return titled(record.places_text)


class SiteFile(SiteTable):
    """The same with how exact the places are and where they are stated."""

    qualifier = tables.Column("Genauigkeit der Plätze")
    source = tables.Column("Quelle")

    def value_qualifier(self, record: SiteRow) -> str:
        return "" if record.places is None else record.qualifier


def warning(use: InstrumentUse) -> SafeString | str:
    """The sign and the words where the law of the year does not know the instrument."""
    if not use.warning:
        return ""
    return format_html(
        '<span class="lawnote"><span class="lawnote__sign" aria-hidden="true">!</span>{}</span>', use.warning
    )
