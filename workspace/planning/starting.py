"""What a new measure may start with: a template of the Jobcenter or a copy of any of its measures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, F, IntegerField, Value
from django.db.models.functions import Cast
from django.http import Http404
from django.shortcuts import get_object_or_404

from amp.keys import parse_key
from amp.merging_words import plain
from amp.sorting import german_key
from programmes.models import Measure, MeasureState, Programme
from workspace.models import MeasureTemplate
from workspace.planning.options import Options
from workspace.planning.values import LINKS, Values, free_title, values_of, with_links, with_suffix

TEMPLATE, COPY = "muster", "massnahme"
OF_ITS_YEAR = ("focus_area", "starts_on", "ends_on", "state")
"""What a measure of another programme does not take over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Something to start with; `choice` stands for it in the address."""

    choice: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StartGroup:
    label: str
    starts: tuple[Start, ...]


def starts(programme: Programme) -> tuple[StartGroup, ...]:
    """Templates first, then the measures by year, this year first. One query."""
    templates = MeasureTemplate.objects.filter(jobcenter=programme.jobcenter).order_by()
    measures = Measure.objects.filter(programme__jobcenter=programme.jobcenter).order_by()
    rows = templates.values_list(Value(TEMPLATE), "pk", "name", Cast(None, IntegerField())).union(
        measures.values_list(Value(COPY), "pk", Cast("title", CharField()), Cast(F("programme__year"), IntegerField())),
        all=True,
    )
    groups: dict[str, list[Start]] = {"Muster": [], f"Maßnahmen {programme.year}": []}
    for kind, pk, name, year in sorted(rows, key=lambda row: (-(row[3] or 0), german_key(row[2]))):
        label = "Muster" if kind == TEMPLATE else f"Maßnahmen {year}"
        groups.setdefault(label, []).append(Start(choice=f"{kind}-{pk}", label=name))
    return tuple(StartGroup(label=label, starts=tuple(found)) for label, found in groups.items() if found)


def start_values(choice: str, programme: Programme, options: Options) -> tuple[str, Values]:
    """The name of what was chosen and the values the form starts with. Raises Http404 for what there is not."""
    kind, _, written = choice.partition("-")
    key = parse_key(written)
    if key is None:
        raise Http404
    if kind == TEMPLATE:
        template = get_object_or_404(MeasureTemplate, pk=key, jobcenter=programme.jobcenter)
        return template.name, _fitting({**template.values, "title": ""}, options)
    if kind != COPY:
        raise Http404
    measures = Measure.objects.filter(programme__jobcenter=programme.jobcenter).select_related("programme")
    measure = get_object_or_404(with_links(measures), pk=key)
    values = values_of(measure)
    if measure.programme_id != programme.pk:
        values = _elsewhere(values)
    taken = programme.measures.values_list("title", flat=True)
    values["title"] = free_title(with_suffix(measure.title, " (Kopie)"), taken)
    return measure.title, _fitting(values, options)


def template_values(measure: Measure) -> dict[str, Any]:
    """What a template keeps of a measure (read by `with_links`): nothing that belongs to one year."""
    values = {name: value if name == "sites" else plain(value) for name, value in values_of(measure).items()}
    return {name: value for name, value in _elsewhere(values).items() if name != "title"}


def _elsewhere(values: Mapping[str, Any]) -> Values:
    kept = {name: value for name, value in values.items() if name not in OF_ITS_YEAR}
    return {**kept, "state": MeasureState.PLANNED.value}


def _fitting(values: Mapping[str, Any], options: Options) -> Values:
    """The values without links to what there is no more; the rows of sites as new ones."""
    return {
        **values,
        **{name: _known(getattr(options, name), values.get(name, ())) for name in LINKS},
        "sites": [{**row, "id": None} for row in values.get("sites", ())],
    }


def _known(offered: Iterable[Any], keys: Iterable[int]) -> list[int]:
    known = {option.pk for option in offered}
    return [key for key in keys if key in known]
