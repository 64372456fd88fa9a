"""The measures of a programme with all they are linked with, and their sites."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject

from amp.numbers import NBSP, german_date
from amp.sorting import german_key
from amp.statements import Statement, array
from programmes.models import (
    Measure,
    MeasureSite,
    MeasureState,
    Municipality,
    Partner,
    Programme,
    SiteState,
    TargetGroup,
)
from programmes.queries.links import MEASURE, instrument_uses, linked, measure_url, with_instruments
from programmes.queries.sections import ANY_PROGRAMME, headings
from programmes.rows import Heading, MeasureRow, Named, SiteRow, SiteUse

#: What the table of measures shows.
ROW = (
    *(*MEASURE, "starts_on", "ends_on", "period", "planned_places", "planned_entries"),
    *("instrument_rows", "municipality_rows", "site_rows", "target_group_rows", "partner_rows"),
)
ANY_KEYS = "{}"
"""Stands in a statement where the keys of measures go."""


def measure_rows(
    programme: Programme,
    *,
    pk: int | None = None,
    among: Collection[int] | None = None,
    sections: Mapping[int, Heading] | None = None,
) -> tuple[MeasureRow, ...]:
    """The measures of the programme in its order, or those `among` these keys, or the one with its description.

    One query, and one more for the numbers of the sections where the caller does not bring them.
    """
    sections = headings(programme) if sections is None else sections
    if among is not None:
        rows = _rows_among(programme, among)
    else:
        measures = programme.measures.all() if pk is None else programme.measures.filter(pk=pk)
        rows = _with_links(measures, *(() if pk is None else ("description",)))
    order = {section: place for place, section in enumerate(sections)}
    in_order = sorted(rows, key=lambda row: order.get(row["focus_area_id"], len(order)))
    url = measure_url(programme, 0).removesuffix("0/")  # asked for once: fifty times would take a tenth of the page
    return tuple(
        _measure_row(row, f"{url}{row['pk']}/", programme.year, sections.get(row["focus_area_id"])) for row in in_order
    )


def _rows_among(programme: Programme, keys: Collection[int]) -> Iterable[Mapping[str, Any]]:
    for row in _among().rows({ANY_PROGRAMME: programme.pk, ANY_KEYS: array(keys)}):
        yield {name: _plain(value) for name, value in zip(ROW, row, strict=True)}


def _plain(value: Any) -> Any:
    """The rows of links come as texts of JSON."""
    return [json.loads(text) for text in value] if isinstance(value, list) else value


@cache
def _among() -> Statement:
    """The statement for some measures."""
    keys = RawSQL("SELECT unnest(%s::bigint[])", [ANY_KEYS])
    return Statement(_with_links(Measure.objects.filter(programme=ANY_PROGRAMME, pk__in=keys)))


def _with_links(measures: QuerySet[Measure], *texts: str) -> QuerySet[Measure]:
    links = {
        "municipality_rows": linked(Municipality, pk="pk", name="name"),
        "target_group_rows": linked(TargetGroup, pk="pk", name="name"),
        "partner_rows": linked(Partner, pk="pk", name="name"),
        "site_rows": _sites_of_measure(),
    }
    return with_instruments(measures).annotate(**links).values(*ROW, *texts)


def _sites_of_measure() -> ArraySubquery:
    sites = MeasureSite.objects.filter(measure=OuterRef("pk")).order_by()
    columns = {name: name for name in ("state", "period", "places", "qualifier", "source")}
    return ArraySubquery(
        sites.values(
            json=JSONObject(
                pk="site_id",
                name="site__name",
                municipality_pk="site__municipality_id",
                municipality=F("site__municipality__name"),
                **columns,
            )
        )
    )


def _measure_row(row: Mapping[str, Any], url: str, year: int, section: Heading | None) -> MeasureRow:
    return MeasureRow(
        pk=row["pk"],
        url=url,
        title=row["title"],
        state=row["state"],
        state_label=MeasureState(row["state"]).label,
        section=section,
        instruments=instrument_uses(row["instrument_rows"], year),
        municipalities=_named(row["municipality_rows"]),
        sites=tuple(sorted(map(_site_use, row["site_rows"]), key=lambda site: german_key(site.name))),
        target_groups=_named(row["target_group_rows"]),
        partners=_named(row["partner_rows"]),
        starts_on=row["starts_on"],
        ends_on=row["ends_on"],
        period=period_text(row["starts_on"], row["ends_on"], row["period"]),
        planned_places=row["planned_places"],
        planned_entries=row["planned_entries"],
        description=row.get("description", ""),
    )


def _named(rows: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(sorted((Named(**row) for row in rows), key=lambda row: german_key(row.name)))


def _site_use(row: Mapping[str, Any]) -> SiteUse:
    municipality = Named(pk=row["municipality_pk"], name=row["municipality"]) if row["municipality_pk"] else None
    columns = {name: row[name] for name in ("pk", "name", "state", "period", "places", "qualifier", "source")}
    return SiteUse(**columns, municipality=municipality, state_label=SiteState(row["state"]).label)


def site_rows(programme: Programme) -> tuple[SiteRow, ...]:
    """Every measure at every site, by municipality, site and the order of the measures. One query."""
    rows = (
        MeasureSite.objects.filter(measure__programme=programme)
        .select_related("measure", "site__municipality")
        .order_by("measure__position", "measure__pk", "pk")
    )
    found = (
        SiteRow(
            pk=row.pk,
            site=row.site.name,
            municipality=row.site.municipality.name if row.site.municipality else "",
            measure=row.measure.title,
            measure_url=measure_url(programme, row.measure_id),
            state=row.state,
            state_label=row.get_state_display(),
            period=row.period,
            places=row.places,
            qualifier=row.qualifier,
            source=row.source,
        )
        for row in rows
    )
    return tuple(sorted(found, key=lambda row: row.order["municipality"]))


def period_text(starts_on: date | None, ends_on: date | None, words: str) -> str:
    """»01.01.2021 – 31.12.2021«, »ab 01.06.2021«, »bis 31.12.2021«, else the words; empty while nothing is known."""
    match starts_on, ends_on:
        case None, None:
            return words
        case first, None:
            dates = f"ab{NBSP}{german_date(first)}"
        case None, last:
            dates = f"bis{NBSP}{german_date(last)}"
        case first, last:
            dates = f"{german_date(first)}{NBSP}– {german_date(last)}"
    return f"{dates} ({words})" if words else dates
