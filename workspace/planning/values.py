"""A measure as the values of its form, whether of a stored measure, of a copy of one or of a template."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from programmes.models import Instrument, Measure, MeasureSite, Municipality, Partner, Programme, TargetGroup
from workspace.planning.options import Options
from workspace.planning.site_rows import COLUMNS

Values = dict[str, Any]
"""Field name → plain value; links as lists of keys, `sites` as rows with `id`, `site` (a name) and COLUMNS."""

PLAIN = (
    *("title", "focus_area_id", "state", "starts_on", "ends_on", "period"),
    *("planned_places", "planned_entries", "description"),
)
#: The links of a measure that are chosen from lists.
LINKS = {
    "instruments": Instrument,
    "municipalities": Municipality,
    "target_groups": TargetGroup,
    "partners": Partner,
}


def with_links(measures: QuerySet[Measure]) -> QuerySet[Measure]:
    """Measures with the keys of their links and their sites in the same row: one query however many there are."""
    sites = MeasureSite.objects.filter(measure=OuterRef("pk")).order_by("pk")
    columns = JSONObject(id="pk", site=F("site__name"), **{name: name for name in COLUMNS})
    return measures.annotate(
        **{
            f"{name}_keys": ArraySubquery(model.objects.filter(measures=OuterRef("pk")).order_by("pk").values("pk"))
            for name, model in LINKS.items()
        },
        site_values=ArraySubquery(sites.values(json=columns)),
    )


def values_of(measure: Measure) -> Values:
    """What the form of this measure shows (read by `with_links`)."""
    return {
        **{name.removesuffix("_id"): getattr(measure, name) for name in PLAIN},
        **{name: list(getattr(measure, f"{name}_keys")) for name in LINKS},
        "sites": list(measure.site_values),
    }


def of_copy(measure: Measure, programme: Programme) -> Values:
    """What a new measure of the programme starts with as a copy; a section is kept within the same programme."""
    values = values_of(measure)
    values["title"] = _with_suffix(measure.title, " (Kopie)")
    values["sites"] = [{**row, "id": None} for row in values["sites"]]
    if measure.programme_id != programme.pk:
        values["focus_area"] = None
    return values


def fitting(values: Mapping[str, Any], options: Options) -> Values:
    """The values without links to what there is no more, or not in this programme."""
    kept = dict(values)
    if kept.get("focus_area") not in options.sections:
        kept["focus_area"] = None
    for name in LINKS:
        kept[name] = options.known(name, kept.get(name, ()))
    return kept


def free_title(title: str, taken: Iterable[str]) -> str:
    """The title, with a number where another measure has it already: »Coaching (Kopie) 2«."""
    used = set(taken)
    number, candidate = 1, title
    while candidate in used:
        number += 1
        candidate = _with_suffix(title, f" {number}")
    return candidate


def _with_suffix(title: str, suffix: str) -> str:
    longest = Measure._meta.get_field("title").max_length
    return f"{title[: longest - len(suffix)]}{suffix}"
