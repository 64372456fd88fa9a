"""Reads for lists and reports: plain frozen rows, each function with a fixed number of queries."""

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import JSONObject
from django.urls import reverse

from amp.numbers import NBSP, german_date
from amp.people import name_of
from amp.sorting import german_key
from amp.statements import Statement
from programmes.models import (
    FocusArea,
    Instrument,
    Measure,
    MeasureSite,
    MeasureState,
    Municipality,
    Partner,
    Programme,
    ProgrammeState,
    SiteState,
    TargetGroup,
)
from programmes.numbering import Place, in_reading_order
from programmes.rows import (
    FINISHED,
    Heading,
    InstrumentUse,
    MeasureLink,
    MeasureRow,
    Named,
    Progress,
    Section,
    SiteRow,
    SiteUse,
    is_written,
    progress_of,
    section_anchor,
)
from programmes.work import WorkLine, by_urgency, due_in_words

#: What every list shows of the measure itself, and what the table of measures shows in addition.
MEASURE = ("pk", "focus_area_id", "title", "state")
ROW = (
    *(*MEASURE, "starts_on", "ends_on", "period", "planned_places", "planned_entries"),
    *("instrument_rows", "municipality_rows", "site_rows", "target_group_rows", "partner_rows"),
)


#: What stands in the statements where the key of a programme and those of measures go.
ANY_PROGRAMME, ANY_KEYS = -1, "{}"


def section_tree(programme: Programme) -> tuple[tuple[Section, ...], tuple[MeasureLink, ...]]:
    """The sections of the highest level in their order, with all below and their measures, and the measures of none.

    Two queries.
    """
    rows = FocusArea.objects.in_programme(programme).select_related("responsible")
    areas = tuple(rows.order_by("level", "position", "pk"))
    measures: dict[int | None, list[MeasureLink]] = {}
    for row in _with_uses(programme.measures.all()).values(*MEASURE, "instrument_rows"):
        measures.setdefault(row["focus_area_id"], []).append(_link(row, programme))
    below: dict[int | None, list[FocusArea]] = {}
    for area in areas:
        below.setdefault(area.parent_id, []).append(area)
    places = {place.pk: place for place in in_reading_order((area.pk, area.parent_id) for area in areas)}

    def build(parent: int | None) -> tuple[Section, ...]:
        return tuple(
            _section(area, places[area.pk], tuple(measures.get(area.pk, ())), build(area.pk))
            for area in below.get(parent, ())
        )

    return build(None), tuple(measures.get(None, ()))


def one_section(area: FocusArea, place: Place, links: Iterable[Mapping[str, Any]]) -> Section:
    """The section as it is stored, without those below it; `links` are rows of `link_rows`. No query."""
    return _section(area, place, tuple(_link(row, area.programme) for row in links), ())


def _section(
    area: FocusArea, place: Place, measures: tuple[MeasureLink, ...], children: tuple[Section, ...]
) -> Section:
    return Section(
        pk=area.pk,
        number=place.number,
        level=area.level,
        title=area.title,
        text=area.text,
        state=area.state,
        state_label=area.get_state_display(),
        responsible=name_of(area.responsible),
        due_on=area.due_on,
        measures=measures,
        ends=place.ends,
        children=children,
    )


def flat(sections: Iterable[Section]) -> Iterable[Section]:
    """Every section of a tree in reading order."""
    for section in sections:
        yield section
        yield from flat(section.children)


def section_progress(sections: Iterable[Section]) -> Progress:
    """How far the sections of a tree that are written are, on every level."""
    return progress_of(
        section.state for section in flat(sections) if is_written(ends=section.ends, has_text=bool(section.text))
    )


def headings(programme: Programme) -> dict[int, Heading]:
    """Every section's number and title by primary key, in reading order. One query."""
    rows = _titles().rows({ANY_PROGRAMME: programme.pk})
    titles = {pk: title for pk, _, title in rows}
    return {
        place.pk: Heading(
            pk=place.pk, number=place.number, level=len(place.path), title=titles[place.pk], path=place.path
        )
        for place in in_reading_order((pk, parent) for pk, parent, _ in rows)
    }


@cache
def _titles() -> Statement:
    sections = FocusArea.objects.filter(programme=ANY_PROGRAMME).order_by("level", "position", "pk")
    return Statement(sections.values_list("pk", "parent_id", "title"))


def work_waiting(person: AbstractBaseUser, *, today: date) -> tuple[WorkLine, ...]:
    """What the person has to write in all programmes that are not decided, the most urgent first. One query."""
    sections = (
        FocusArea.objects.filter(responsible=person.pk, programme__jobcenter__memberships__user=person.pk)
        .exclude(state__in=FINISHED)
        .exclude(programme__state=ProgrammeState.DECIDED)
        .select_related("programme__jobcenter")
        .order_by("programme__year", "level", "position", "pk")
    )
    return by_urgency(
        WorkLine(
            label=section.title,
            url=f"{reverse('focus_areas', args=[section.programme.jobcenter.slug, section.programme.year])}"
            f"#{section_anchor(section.pk)}",
            state=section.state,
            state_label=section.get_state_display(),
            responsible=person.pk,
            person="",
            due=due_in_words(section.due_on, state=section.state, today=today),
            programme=f"{section.programme.jobcenter.name} {section.programme.year}",
        )
        for section in sections
    )


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
    url = _measure_url(programme, 0).removesuffix("0/")  # asked for once: fifty times would take a tenth of the page
    return tuple(
        _measure_row(row, place, f"{url}{row['pk']}/", programme.year, sections.get(row["focus_area_id"]))
        for place, row in enumerate(in_order, start=1)
    )


def _rows_among(programme: Programme, keys: Collection[int]) -> Iterable[Mapping[str, Any]]:
    for row in _among().rows({ANY_PROGRAMME: programme.pk, ANY_KEYS: list(keys)}):
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
        "municipality_rows": _linked(Municipality, pk="pk", name="name"),
        "target_group_rows": _linked(TargetGroup, pk="pk", name="name"),
        "partner_rows": _linked(Partner, pk="pk", name="name"),
        "site_rows": _sites_of_measure(),
    }
    return _with_uses(measures).annotate(**links).values(*ROW, *texts)


def _measure_row(row: Mapping[str, Any], place: int, url: str, year: int, section: Heading | None) -> MeasureRow:
    return MeasureRow(
        pk=row["pk"],
        url=url,
        title=row["title"],
        state=row["state"],
        state_label=MeasureState(row["state"]).label,
        section=section,
        position=place,
        instruments=_instruments(row["instrument_rows"], year),
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
            measure_url=_measure_url(programme, row.measure_id),
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


def law_warning(instrument: Instrument, year: int) -> str:
    """Why the law has no new entries in this year with this instrument; empty where it has. Warns, never blocks."""
    if instrument.covers_year(year):
        return ""
    if instrument.valid_to is not None and instrument.valid_to.year < year:
        return f"{year} keine neuen Eintritte, galt bis {german_date(instrument.valid_to)}"
    return f"{year} keine neuen Eintritte, gilt erst ab {german_date(instrument.valid_from)}"


def _measure_url(programme: Programme, pk: int) -> str:
    return reverse("measure", args=[programme.jobcenter.slug, programme.year, pk])


def link_rows(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """What `MeasureLink` needs of each measure, as JSON."""
    columns = {name: name for name in (*MEASURE, "instrument_rows")}
    return _with_uses(measures).values(json=JSONObject(**columns))


def _link(row: Mapping[str, Any], programme: Programme) -> MeasureLink:
    return MeasureLink(
        pk=row["pk"],
        title=row["title"],
        url=_measure_url(programme, row["pk"]),
        state=row["state"],
        state_label=MeasureState(row["state"]).label,
        instruments=_instruments(row["instrument_rows"], programme.year),
    )


def _with_uses(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    columns = ("pk", "short", "name", "legal_basis", "valid_from", "valid_to")
    return measures.order_by("position", "pk").annotate(
        instrument_rows=_linked(Instrument, **{name: name for name in columns})
    )


def _linked(model: type[Any], **columns: str) -> ArraySubquery:
    """What a measure is linked with, as JSON rows inside its own row: one query however many kinds of links."""
    linked = model.objects.filter(measures=OuterRef("pk")).order_by()
    return ArraySubquery(linked.values(json=JSONObject(**columns)))


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


def _named(rows: Iterable[Mapping[str, Any]]) -> tuple[Named, ...]:
    return tuple(sorted((Named(**row) for row in rows), key=lambda row: german_key(row.name)))


def _site_use(row: Mapping[str, Any]) -> SiteUse:
    municipality = Named(pk=row["municipality_pk"], name=row["municipality"]) if row["municipality_pk"] else None
    columns = {name: row[name] for name in ("pk", "name", "state", "period", "places", "qualifier", "source")}
    return SiteUse(**columns, municipality=municipality, state_label=SiteState(row["state"]).label)


def _instruments(rows: Iterable[Mapping[str, Any]], year: int) -> tuple[InstrumentUse, ...]:
    uses = (
        InstrumentUse(
            pk=row["pk"],
            short=row["short"],
            name=row["name"],
            legal_basis=row["legal_basis"],
            warning=law_warning(Instrument(valid_from=_day(row["valid_from"]), valid_to=_day(row["valid_to"])), year),
        )
        for row in rows
    )
    return tuple(sorted(uses, key=lambda use: german_key(use.short)))


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
