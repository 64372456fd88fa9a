"""The current state of a programme's measures in the form that the workbook compares with."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef

from programmes.models import Instrument, Measure, MeasureSite, Programme
from programmes.queries.sections import headings
from workspace.spreadsheet.columns import LINKS

Values = Mapping[str, Any]
"""The values of a row by column: text, date, number, the key of what is named, or the frozen set of such keys."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something a cell can name: by its label, or by its short name where that is clear.

    `current` is False for an instrument that the law of the year does not know; a clear short name prefers the others.
    """

    label: str
    short: str = ""
    current: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Snapshot:
    """Measures and their sites by key in the order of the programme; `choices` is column → key → what can be named."""

    jobcenter: str
    year: int
    measures: Mapping[int, Values]
    sites: Mapping[int, Values]
    choices: Mapping[str, Mapping[int, Choice]]


def take(programme: Programme) -> Snapshot:
    """The state of now. Eight queries."""
    sections = headings(programme)
    order = {pk: place for place, pk in enumerate(sections)}
    measures = sorted(_measures(programme), key=lambda row: order.get(row["section"], len(order)))
    titles = {row["pk"]: Choice(label=row["title"]) for row in measures}
    jobcenter = programme.jobcenter
    return Snapshot(
        jobcenter=jobcenter.slug,
        year=programme.year,
        measures={row.pop("pk"): row for row in measures},
        sites={row.pop("pk"): row for row in _sites(programme)},
        choices={
            "section": {pk: Choice(label=heading.label, short=heading.number) for pk, heading in sections.items()},
            "instruments": {
                row.pk: Choice(label=str(row), short=row.short, current=row.covers_year(programme.year))
                for row in Instrument.objects.order_by("short", "valid_from")
            },
            "municipalities": _named(jobcenter.municipalities.order_by("name")),
            "target_groups": _named(jobcenter.target_groups.order_by("name")),
            "partners": _named(jobcenter.partners.order_by("name")),
            "measure": titles,
            "site": _named(jobcenter.sites.order_by("name")),
        },
    )


def _measures(programme: Programme) -> Iterable[dict[str, Any]]:
    keys = {f"{name}_keys": _keys(name) for name in LINKS}
    columns = ("pk", "title", "state", "starts_on", "ends_on", "period", "planned_places", "planned_entries")
    for row in programme.measures.order_by("position", "pk").annotate(**keys).values(*columns, "focus_area_id", *keys):
        row["section"] = row.pop("focus_area_id")
        for name in LINKS:
            row[name] = frozenset(row.pop(f"{name}_keys"))
        yield row


def _keys(name: str) -> ArraySubquery:
    """The keys a measure is linked with in one of its many-to-many fields."""
    relation = Measure._meta.get_field(name)
    links = relation.remote_field.through.objects.filter(measure=OuterRef("pk")).order_by()
    return ArraySubquery(links.values(f"{relation.m2m_reverse_field_name()}_id"))


def _sites(programme: Programme) -> Iterable[dict[str, Any]]:
    rows = MeasureSite.objects.filter(measure__programme=programme).order_by("measure__position", "measure", "pk")
    for row in rows.values("pk", "measure_id", "site_id", "state", "period", "places", "qualifier"):
        row["measure"], row["site"] = row.pop("measure_id"), row.pop("site_id")
        yield row


def _named(rows: Iterable[Any]) -> dict[int, Choice]:
    return {row.pk: Choice(label=row.name) for row in rows}
