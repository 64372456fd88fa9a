"""Reads for the pages on which sections are written."""

from dataclasses import dataclass
from functools import cache

from django.db.models import Sum
from django.http import Http404

from amp.numbers import quantity
from amp.statements import Statement
from budget.figures import key_figures
from budget.queries import last_stage_row
from programmes.models import FocusArea, Programme
from programmes.queries.sections import WORDS, headings, section_progress, section_tree
from programmes.rows import Heading, MeasureLink, Progress, Section
from workspace.models import Comment
from workspace.texts import filled_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """The sections of a programme as they are read, and the measures that belong to none."""

    sections: tuple[Section, ...]
    loose: tuple[MeasureLink, ...]
    progress: Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChoice:
    """A figure that a text can name: `value` as it would be printed now."""

    id: str
    label: str
    value: str

    @property
    def reference(self) -> str:
        return f"[[{self.id}]]"


def whole_text(programme: Programme) -> Text:
    """All sections with their figures filled in."""
    filled = filled_from(last_stage_row(programme))
    tree, loose = section_tree(programme)
    return Text(
        sections=tuple(section.with_texts(filled) for section in tree), loose=loose, progress=section_progress(tree)
    )


def held_section(programme: Programme, pk: int) -> FocusArea | None:
    """The section, which nobody else can change until the end of the transaction around; None where it is gone."""
    return _held().instance({PROGRAMME: programme.pk, SECTION: pk})


PROGRAMME, SECTION = -1, -2
"""Stand in the statement where the keys go."""


@cache
def _held() -> Statement:
    rows = FocusArea.objects.filter(programme=PROGRAMME, pk=SECTION)
    return Statement(rows.order_by().select_for_update(no_key=True))


def figure_choices(programme: Programme) -> tuple[FigureChoice, ...]:
    return tuple(
        FigureChoice(
            id=figure.id,
            label=figure.label,
            value=quantity(figure.value, figure.unit, figure.qualifier, figure.precision),
        )
        for figure in key_figures(last_stage_row(programme))
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What is lost with a section: it and those below it in reading order, and what hangs on them.

    `words` counts those of all texts. The measures are not lost: they go to `heir`, or to no section where it is None.
    """

    sections: tuple[Heading, ...]
    words: int
    comments: int
    measures: tuple[str, ...]
    heir: Heading | None


def loss_of(programme: Programme, pk: int) -> Loss:
    """What deleting a section would mean. Raises Http404."""
    places = headings(programme)
    if pk not in places:
        raise Http404
    lost = tuple(place for place in places.values() if pk in place.path)
    keys = [place.pk for place in lost]
    return Loss(
        sections=lost,
        words=FocusArea.objects.filter(pk__in=keys).aggregate(words=Sum(WORDS, default=0))["words"],
        comments=Comment.objects.filter(focus_area__in=keys).open().count(),
        measures=tuple(programme.measures.filter(focus_area__in=keys).values_list("title", flat=True)),
        heir=places[places[pk].path[-2]] if len(places[pk].path) > 1 else None,
    )
