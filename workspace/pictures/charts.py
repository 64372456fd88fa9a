"""The pictures of a plan: which measure reaches which municipality, and when each takes place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.http import urlencode

from amp.charts.matrix import Column, Line, Mark, Matrix, matrix
from amp.charts.timeline import Day, Period, Timeline, timeline
from amp.numbers import german_date
from programmes.models import MeasureState, Programme
from programmes.rows import Heading, MeasureRow, Named

NO_SECTION = "Keinem Abschnitt zugeordnet"
GROUP_LEVEL = 2
"""Measures stand together under the section of this level they belong to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeDay:
    on: date
    committee: str

    @property
    def label(self) -> str:
        return f"{german_date(self.on)} {self.committee}"


def planned(rows: Iterable[MeasureRow]) -> tuple[MeasureRow, ...]:
    """The measures that are part of the plan: not those that were dropped."""
    return tuple(row for row in rows if row.state != MeasureState.DROPPED)


def municipality_matrix(
    programme: Programme,
    rows: Iterable[MeasureRow],
    municipalities: Sequence[Named],
    sections: Mapping[int, Heading],
) -> Matrix:
    """Measures × municipalities: named by the measure, or with a site of the measure."""
    measures = reverse("measures", args=[programme.jobcenter.slug, programme.year])
    return matrix(
        id="kommunen",
        title="Maßnahmen und Kommunen",
        columns=[
            Column(key=town.pk, label=town.name, url=f"{measures}?{urlencode({'municipality': town.pk})}")
            for town in municipalities
        ],
        lines=[Line(label=row.title, url=row.url, group=_group(row, sections), marks=_marks(row)) for row in rows],
    )


def year_timeline(
    programme: Programme,
    rows: Iterable[MeasureRow],
    days: Iterable[CommitteeDay],
    sections: Mapping[int, Heading],
    today: date,
) -> Timeline:
    """The year of the programme with its measures and the days of the committees."""
    return timeline(
        id="jahr",
        title=f"Verlauf des Jahres {programme.year}",
        year=programme.year,
        periods=[
            Period(
                label=row.title,
                url=row.url,
                group=_group(row, sections),
                text=" · ".join(filter(None, (row.period, row.state_label))),
                kind=row.state,
                starts=row.starts_on,
                ends=row.ends_on,
            )
            for row in rows
        ],
        days=[Day(on=day.on, label=day.label) for day in days],
        today=today,
    )


def _marks(row: MeasureRow) -> dict[int, Mark]:
    with_site = {site.municipality.pk for site in row.sites if site.municipality}
    return {pk: Mark.PLACED if pk in with_site else Mark.NAMED for pk in row.reached}


def _group(row: MeasureRow, sections: Mapping[int, Heading]) -> str:
    if row.section is None:
        return NO_SECTION
    return sections[row.section.path[:GROUP_LEVEL][-1]].label
