"""The sections of a programme: the whole tree, their headings, and who has to write what."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db.models import F, Func, IntegerField, Value
from django.urls import reverse

from amp.people import name_of
from amp.statements import Statement
from programmes.models import FocusArea, Programme, ProgrammeState
from programmes.numbering import Place, in_reading_order
from programmes.queries.links import links_of, measure_link
from programmes.rows import (
    FINISHED,
    Heading,
    MeasureLink,
    Progress,
    Section,
    is_written,
    progress_of,
    section_anchor,
)
from programmes.work import WorkLine, by_urgency, due_in_words

WORDS = Func(
    Func(F("text"), Value("<[^>]*>|&[a-z]+;"), Value(" "), Value("g"), function="regexp_replace"),
    Value(r"[^[:space:]]*[[:alnum:]][^[:space:]]*"),
    function="regexp_count",
    output_field=IntegerField(),
)
"""How many words the text of a section has: »rd.« and »13.015« are one each."""

ANY_PROGRAMME = -1
"""Stands in statements where the key of a programme goes."""


def section_tree(programme: Programme) -> tuple[tuple[Section, ...], tuple[MeasureLink, ...]]:
    """The sections of the highest level in their order, with all below and their measures, and the measures of none.

    Two queries.
    """
    rows = FocusArea.objects.in_programme(programme).select_related("responsible")
    areas = tuple(rows.order_by("level", "position", "pk"))
    measures: dict[int | None, list[MeasureLink]] = {}
    for row in links_of(programme.measures.all()):
        measures.setdefault(row["focus_area_id"], []).append(measure_link(row, programme))
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
    return _section(area, place, tuple(measure_link(row, area.programme) for row in links), ())


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
