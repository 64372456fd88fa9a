"""A measure as the values of its form, whether of a stored measure, of a copy of one or of a template."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.db.models.functions import JSONObject

from programmes.models import Instrument, Measure, MeasureSite, Municipality, Partner, TargetGroup
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


def free_title(title: str, taken: Iterable[str]) -> str:
    """The title, with a number where another measure has it already: »Coaching (Kopie) 2«."""
    used = set(taken)
    number, candidate = 1, title
    while candidate in used:
        number += 1
        candidate = with_suffix(title, f" {number}")
    return candidate


def with_suffix(title: str, suffix: str) -> str:
    """The title with the suffix, shortened where both together are too long."""
    longest = Measure._meta.get_field("title").max_length
    return f"{title[: longest - len(suffix)]}{suffix}"
