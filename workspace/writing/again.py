"""A section as it is read right after it was saved, in one statement."""

from dataclasses import dataclass
from functools import cache

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q
from django.db.models.functions import JSONObject

from amp.statements import Statement
from budget.queries import last_stage_row
from budget.references import names_figures
from programmes.models import FocusArea, Measure
from programmes.numbering import in_reading_order
from programmes.queries.links import link_rows
from programmes.queries.sections import one_section
from programmes.rows import Progress, Section, is_written, progress_of
from workspace.models import Comment
from workspace.talking.queries import counted
from workspace.talking.rows import Counts
from workspace.texts import filled_from

ANY_SECTION = -1
"""Stands in the statement where the section's key goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """The section without those below it, the progress of all, and the conversations about this one."""

    section: Section
    progress: Progress
    said: Counts


def section_again(area: FocusArea) -> Again:
    """The section as it is read now. One query, and those for the budget where the text names figures."""
    rows = _statement().document({ANY_SECTION: area.pk})
    places = tuple(in_reading_order((row["pk"], row["parent"]) for row in rows["sections"]))
    written = {row["pk"]: row for row in rows["sections"]}
    section = one_section(area, next(place for place in places if place.pk == area.pk), rows["measures"])
    if names_figures(section.text):
        section = section.with_texts(filled_from(last_stage_row(area.programme)))
    return Again(
        section=section,
        progress=progress_of(
            written[place.pk]["state"]
            for place in places
            if is_written(ends=place.ends, has_text=written[place.pk]["has_text"])
        ),
        said=next((Counts(**row) for row in rows["said"]), Counts()),
    )


@cache
def _statement() -> Statement:
    sections = FocusArea.objects.filter(programme=OuterRef("programme")).order_by("level", "position", "pk")
    columns = JSONObject(pk="pk", parent="parent_id", state="state", has_text=~Q(text=""))
    said = counted(Comment.objects.filter(focus_area=OuterRef("pk")).values("focus_area"))
    contents = JSONObject(
        sections=ArraySubquery(sections.values(json=columns)),
        measures=ArraySubquery(link_rows(Measure.objects.filter(focus_area=OuterRef("pk")))),
        said=ArraySubquery(said.values(json=JSONObject(open="open", resolved="resolved"))),
    )
    return Statement(FocusArea.objects.filter(pk=ANY_SECTION).order_by().values_list(contents))
