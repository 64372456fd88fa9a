"""Which measures the table shows, in which order: decided on as little of each measure as that needs."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.http import QueryDict

from amp.sorting import german_key
from programmes.filters import MeasureFilter
from programmes.models import (
    Instrument,
    Measure,
    MeasureState,
    Municipality,
    Programme,
    Site,
    TargetGroup,
)
from programmes.queries import headings
from programmes.rows import STATE_ORDER, Heading
from workspace.models import SavedView

NOTHING = Cast(None, IntegerField())


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
    """As much of a measure as decides where it stands; `hit` where the filters leave it."""

    pk: int
    section: int | None
    title: str
    state: str
    starts_on: date | None
    ends_on: date | None
    period: str
    planned_places: int | None
    planned_entries: int | None
    hit: bool


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
    """What the address asks for. Three queries; one more where it is sorted by names."""
    sections = headings(programme)
    options = tuple(_options(programme, user))
    chosen = MeasureFilter(data, programme=programme, sections=sections, choices=_choices(options, sections))
    briefs = _briefs(programme, chosen.hits())
    found = _sorted([brief for brief in briefs if brief.hit], data.get("sort", ""), sections, programme)
    return Selection(
        keys=tuple(brief.pk for brief in found),
        total=len(briefs),
        filter=chosen,
        sections=sections,
        options=options,
    )


def _briefs(programme: Programme, hits: QuerySet[Measure] | None) -> list[Brief]:
    hit = Value(True) if hits is None else Exists(hits.filter(pk=OuterRef("pk")))
    columns = ("pk", "focus_area_id", "title", "state", "starts_on", "ends_on", "period")
    rows = programme.measures.order_by("position", "pk").annotate(hit=hit)
    return [Brief(*row) for row in rows.values_list(*columns, "planned_places", "planned_entries", "hit")]


def _options(programme: Programme, user: AbstractBaseUser) -> Iterable[Option]:
    """One query for everything that the page offers to choose."""
    measures = programme.measures.order_by()
    used = {
        "instruments": Exists(
            Instrument.measures.through.objects.filter(instrument=OuterRef("pk"), measure__in=measures)
        ),
        "target_groups": Exists(
            TargetGroup.measures.through.objects.filter(targetgroup=OuterRef("pk"), measure__in=measures)
        ),
        "towns": Exists(Municipality.measures.through.objects.filter(municipality=OuterRef("pk"), measure__in=measures))
        | Exists(Site.objects.filter(municipality=OuterRef("pk"), measure_sites__measure__in=measures)),
    }

    def rows(kind: str, found: QuerySet[Any], label: Any, **more: Any) -> QuerySet[Any]:
        return found.order_by().values_list(
            Value(kind),
            more.get("key", F("pk")),
            label,
            more.get("text", Value("")),
            more.get("map_row", NOTHING),
            more.get("map_column", NOTHING),
            more.get("used", Value(True)),
        )

    jobcenter = programme.jobcenter
    instrument = Concat("short", Value(" ("), "legal_basis", Value(")"))
    place = {"map_row": F("map_row"), "map_column": F("map_column")}
    found = rows("instrument", Instrument.objects.filter(used["instruments"]), instrument).union(
        rows("municipality", jobcenter.municipalities, F("name"), used=used["towns"], **place),
        rows("site", jobcenter.sites.filter(measure_sites__measure__in=measures).distinct(), F("name")),
        rows("target_group", jobcenter.target_groups, F("name"), used=used["target_groups"]),
        rows("section", measures.filter(focus_area__isnull=False).distinct(), Value(""), key=F("focus_area")),
        rows("state", measures.distinct(), F("state"), key=NOTHING),
        rows("view", SavedView.objects.filter(user=user.pk, jobcenter=jobcenter), F("name"), text=F("query")),
        all=True,
    )
    return sorted((Option(*row) for row in found), key=lambda option: german_key(option.label))


def _choices(options: Iterable[Option], sections: Mapping[int, Heading]) -> dict[str, Sequence[tuple[str, str]]]:
    """What occurs in the programme, by filter."""
    used = [option for option in options if option.used]
    choices: dict[str, Sequence[tuple[str, str]]] = {
        kind: [(str(option.key), option.label) for option in used if option.kind == kind]
        for kind in ("instrument", "municipality", "site", "target_group")
    }
    holding = {option.key for option in used if option.kind == "section"}
    above = {pk for key in holding if key in sections for pk in sections[key].path}
    choices["section"] = [(str(pk), heading.label) for pk, heading in sections.items() if pk in above]
    states = {option.label for option in used if option.kind == "state"}
    choices["state"] = [(value, label) for value, label in MeasureState.choices if value in states]
    return choices


def _sorted(briefs: list[Brief], sort: str, sections: Mapping[int, Heading], programme: Programme) -> list[Brief]:
    """In the order of the programme, or by a column of the table; a name that is no column sorts nothing."""
    places = {pk: place for place, pk in enumerate(sections)}
    briefs.sort(key=lambda brief: places.get(brief.section, len(places)))
    column = sort.removeprefix("-")
    if column in NAMES:
        names = _names(programme, column)
        briefs.sort(key=lambda brief: names.get(brief.pk, ()), reverse=sort.startswith("-"))
    elif column in SCALARS:
        briefs.sort(key=SCALARS[column], reverse=sort.startswith("-"))
    elif sort == "-section":
        briefs.reverse()
    return briefs


def _unknown_first(number: int | None) -> int:
    return -1 if number is None else number


SCALARS: Mapping[str, Callable[[Brief], Any]] = {
    "title": lambda brief: german_key(brief.title),
    "period": lambda brief: (brief.starts_on or date.max, brief.ends_on or date.max, brief.period),
    "planned_places": lambda brief: _unknown_first(brief.planned_places),
    "planned_entries": lambda brief: _unknown_first(brief.planned_entries),
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


def reached(programme: Programme) -> dict[int, set[int]]:
    """Measure → the municipalities it works in: those it names and those of its sites. One query."""
    measures = programme.measures.order_by()
    named = measures.filter(municipalities__isnull=False).values_list("pk", "municipalities")
    of_sites = measures.filter(~Q(measure_sites__site__municipality=None)).values_list(
        "pk", "measure_sites__site__municipality"
    )
    found: dict[int, set[int]] = {}
    for pk, town in named.union(of_sites):
        if town is not None:
            found.setdefault(pk, set()).add(town)
    return found
