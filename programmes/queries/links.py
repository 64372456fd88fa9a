"""Measures as the texts and lists name them: with their instruments, and what the law says to these."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.urls import reverse

from amp.numbers import german_date
from amp.sorting import german_key
from programmes.models import Instrument, Measure, MeasureState, Programme
from programmes.rows import InstrumentUse, MeasureLink

#: What every list shows of the measure itself.
MEASURE = ("pk", "focus_area_id", "title", "state")


def links_of(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """What `measure_link` needs of each measure."""
    return with_instruments(measures).values(*MEASURE, "instrument_rows")


def link_rows(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """The same as JSON."""
    columns = {name: name for name in (*MEASURE, "instrument_rows")}
    return with_instruments(measures).values(json=JSONObject(**columns))


def measure_link(row: Mapping[str, Any], programme: Programme) -> MeasureLink:
    return MeasureLink(
        pk=row["pk"],
        title=row["title"],
        url=measure_url(programme, row["pk"]),
        state=row["state"],
        state_label=MeasureState(row["state"]).label,
        instruments=instrument_uses(row["instrument_rows"], programme.year),
    )


def with_instruments(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    columns = ("pk", "short", "name", "legal_basis", "valid_from", "valid_to")
    return measures.order_by("position", "pk").annotate(
        instrument_rows=linked(Instrument, **{name: name for name in columns})
    )


def linked(model: type[Any], **columns: str) -> ArraySubquery:
    """What a measure is linked with, as JSON rows inside its own row: one query however many kinds of links."""
    linked = model.objects.filter(measures=OuterRef("pk")).order_by()
    return ArraySubquery(linked.values(json=JSONObject(**columns)))


def instrument_uses(rows: Iterable[Mapping[str, Any]], year: int) -> tuple[InstrumentUse, ...]:
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


def law_warning(instrument: Instrument, year: int) -> str:
    """Why the law has no new entries in this year with this instrument; empty where it has. Warns, never blocks."""
    if instrument.covers_year(year):
        return ""
    if instrument.valid_to is not None and instrument.valid_to.year < year:
        return f"{year} keine neuen Eintritte, galt bis {german_date(instrument.valid_to)}"
    return f"{year} keine neuen Eintritte, gilt erst ab {german_date(instrument.valid_from)}"


def measure_url(programme: Programme, pk: int) -> str:
    return reverse("measure", args=[programme.jobcenter.slug, programme.year, pk])
