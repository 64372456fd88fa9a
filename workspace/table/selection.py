"""Which measures the table shows, in which order: decided on as little of each measure as that needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection
from django.http import QueryDict

from amp.sorting import german_key
from amp.statements import Statement, array
from programmes.filters import MeasureFilter
from programmes.models import Measure, MeasureState, Programme
from programmes.queries.sections import headings
from programmes.rows import STATE_ORDER, Heading, unknown_first


class Option(NamedTuple):
    """Something of the Jobcenter that the page offers; `used` where a measure of the programme has it."""

    kind: str
    key: int | None
    label: str
    text: str
    map_row: int | None
    map_column: int | None
    used: bool


class Brief(NamedTuple):
    """As much of a measure as decides where it stands."""

    pk: int
    focus_area_id: int | None
    title: str
    state: str
    starts_on: date | None
    ends_on: date | None
    period: str
    planned_places: int | None
    planned_entries: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """The measures found (`keys`, sorted) of the `total` there are, and everything that the page offers to choose."""

    keys: tuple[int, ...]
    total: int
    filter: MeasureFilter
    sections: Mapping[int, Heading]
    options: tuple[Option, ...]

    def of_kind(self, kind: str) -> tuple[Option, ...]:
        return tuple(option for option in self.options if option.kind == kind)


def select(data: QueryDict, programme: Programme, user: AbstractBaseUser) -> Selection:
    """What the address asks for. Three queries; one more where it is filtered, and where it is sorted by names."""
    sections = headings(programme)
    options = tuple(_options(programme, user))
    chosen = MeasureFilter(data, programme=programme, sections=sections, choices=_choices(options, sections, data))
    briefs = list(map(Brief._make, _briefs().rows({PROGRAMME: programme.pk})))
    hits = chosen.hits()
    kept = None if hits is None else set(hits.values_list("pk", flat=True))
    left = briefs if kept is None else [brief for brief in briefs if brief.pk in kept]
    found = _sorted(left, data.get("sort", ""), sections, programme)
    return Selection(
        keys=tuple(brief.pk for brief in found),
        total=len(briefs),
        filter=chosen,
        sections=sections,
        options=options,
    )


#: What stands in the statement where the key of the programme goes.
PROGRAMME = -1


@cache
def _briefs() -> Statement:
    return Statement(Measure.objects.filter(programme=PROGRAMME).order_by("position", "pk").values_list(*Brief._fields))


def _options(programme: Programme, user: AbstractBaseUser) -> Iterable[Option]:
    """Everything that the page offers to choose. One statement, written by hand: Django takes longer to write it."""
    with connection.cursor() as cursor:
        cursor.execute(_OPTIONS, {"programme": programme.pk, "jobcenter": programme.jobcenter_id, "person": user.pk})
        return sorted(map(Option._make, cursor.fetchall()), key=lambda option: german_key(option.label))


_OPTIONS = """
SELECT * FROM (
WITH measure AS (SELECT id, focus_area_id, state FROM programmes_measure WHERE programme_id = %(programme)s),
town AS (
    SELECT municipality_id AS id FROM programmes_measure_municipalities WHERE measure_id IN (SELECT id FROM measure)
    UNION
    SELECT municipality_id FROM programmes_site JOIN programmes_measuresite ON site_id = programmes_site.id
    WHERE measure_id IN (SELECT id FROM measure)
)
SELECT 'instrument', id, short || ' (' || legal_basis || ')', '', NULL::int, NULL::int, true
FROM programmes_instrument WHERE id IN (
    SELECT instrument_id FROM programmes_measure_instruments WHERE measure_id IN (SELECT id FROM measure)
)
UNION ALL
SELECT 'municipality', id, name, '', map_row, map_column, id IN (SELECT id FROM town)
FROM programmes_municipality WHERE jobcenter_id = %(jobcenter)s
UNION ALL
SELECT 'target_group', id, name, '', NULL, NULL, id IN (
    SELECT targetgroup_id FROM programmes_measure_target_groups WHERE measure_id IN (SELECT id FROM measure)
)
FROM programmes_targetgroup WHERE jobcenter_id = %(jobcenter)s
UNION ALL
SELECT 'site', id, name, '', NULL, NULL, true
FROM programmes_site WHERE id IN (
    SELECT site_id FROM programmes_measuresite WHERE measure_id IN (SELECT id FROM measure)
)
UNION ALL
SELECT DISTINCT 'section', focus_area_id, '', '', NULL::int, NULL::int, true
FROM measure WHERE focus_area_id IS NOT NULL
UNION ALL
SELECT DISTINCT 'state', NULL::bigint, state, '', NULL::int, NULL::int, true FROM measure
UNION ALL
SELECT 'view', id, name, query, NULL, NULL, true
FROM workspace_savedview WHERE user_id = %(person)s AND jobcenter_id = %(jobcenter)s
) AS option
"""


def _choices(
    options: Iterable[Option], sections: Mapping[int, Heading], asked: QueryDict
) -> dict[str, Sequence[tuple[str, str]]]:
    """What occurs in the programme, by filter.

    A municipality, target group, section or state that is asked for stays there when it occurs no more: then nothing is
    found.
    """
    used = [option for option in options if option.used or asked.get(option.kind) == str(option.key)]
    choices: dict[str, Sequence[tuple[str, str]]] = {
        kind: [(str(option.key), option.label) for option in used if option.kind == kind]
        for kind in ("instrument", "municipality", "site", "target_group")
    }
    holding = {option.key for option in used if option.kind == "section"}
    above = {str(pk) for key in holding if key in sections for pk in sections[key].path} | {asked.get("section")}
    choices["section"] = [(str(pk), heading.label) for pk, heading in sections.items() if str(pk) in above]
    states = {option.label for option in used if option.kind == "state"} | {asked.get("state")}
    choices["state"] = [(value, label) for value, label in MeasureState.choices if value in states]
    return choices


def _sorted(briefs: list[Brief], sort: str, sections: Mapping[int, Heading], programme: Programme) -> list[Brief]:
    """In the order of the programme, or by a column of the table; a name that is no column sorts nothing."""
    places = {pk: place for place, pk in enumerate(sections)}
    briefs.sort(key=lambda brief: places.get(brief.focus_area_id, len(places)))
    column = sort.removeprefix("-")
    if column in NAMES:
        names = _names(programme, column)
        briefs.sort(key=lambda brief: names.get(brief.pk, ()), reverse=sort.startswith("-"))
    elif column in SCALARS:
        briefs.sort(key=SCALARS[column], reverse=sort.startswith("-"))
    elif sort == "-section":
        briefs.reverse()
    return briefs


SCALARS: Mapping[str, Callable[[Brief], Any]] = {
    "title": lambda brief: german_key(brief.title),
    "period": lambda brief: (brief.starts_on or date.max, brief.ends_on or date.max, brief.period),
    "planned_places": lambda brief: unknown_first(brief.planned_places),
    "planned_entries": lambda brief: unknown_first(brief.planned_entries),
    "state_label": lambda brief: STATE_ORDER[brief.state],
}
NAMES = {
    "instruments": "instruments__short",
    "municipalities": "municipalities__name",
    "sites": "measure_sites__site__name",
    "target_groups": "target_groups__name",
    "partners": "partners__name",
}
SORTABLE = frozenset({*SCALARS, *NAMES, "section"})


def _names(programme: Programme, column: str) -> dict[int, tuple[Any, ...]]:
    """The names of one column by measure, as a list sorts them."""
    found: dict[int, list[Any]] = {}
    for pk, name in programme.measures.order_by().values_list("pk", NAMES[column]):
        if name is not None:
            found.setdefault(pk, []).append(german_key(name))
    return {pk: tuple(sorted(names)) for pk, names in found.items()}


def reached(programme: Programme, keys: Sequence[int]) -> tuple[dict[int, int], int]:
    """How many of these measures work in each municipality, and how many in none. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, {"programme": programme.pk, "keys": array(keys)})
        counts = dict(cursor.fetchall())
    return counts, counts.pop(None, 0)


_REACHED = """
SELECT town, count(DISTINCT id) FROM programmes_measure LEFT JOIN (
    SELECT measure_id, municipality_id AS town FROM programmes_measure_municipalities WHERE measure_id = ANY(%(keys)s)
    UNION ALL
    SELECT measure_id, municipality_id FROM programmes_measuresite JOIN programmes_site ON site_id = programmes_site.id
    WHERE municipality_id IS NOT NULL AND measure_id = ANY(%(keys)s)
) AS place ON measure_id = id
WHERE programme_id = %(programme)s AND id = ANY(%(keys)s) GROUP BY town
"""
