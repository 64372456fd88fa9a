"""The sections of a programme as a plan of the work: who writes what by when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q
from django.urls import reverse

from amp.people import name_of
from amp.sorting import german_key
from programmes.models import FocusArea, FocusAreaState, Programme
from programmes.numbering import in_reading_order
from programmes.queries.sections import WORDS
from programmes.rows import is_written, section_anchor
from programmes.work import Due, due_in_words

STATES = tuple(FocusAreaState.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A section in the plan; `position` is its place in reading order, `words` how many its text has."""

    pk: int
    position: int
    number: str
    level: int
    title: str
    url: str
    state: str
    state_label: str
    responsible: int | None
    person: str
    due_on: date | None
    due: Due | None
    words: int
    open_comments: int
    talk_url: str
    ends: bool

    @property
    def overdue(self) -> bool:
        return self.due is not None and self.due.overdue

    @property
    def is_heading(self) -> bool:
        """Only holds other sections."""
        return not is_written(ends=self.ends, has_text=self.words > 0)

    @property
    def empty(self) -> bool:
        """Nothing is written although no section below could hold the text."""
        return self.ends and self.words == 0

    @property
    def order(self) -> Mapping[str, object]:
        """What the list sorts by, per column; nobody and no date come last."""
        return {
            "title": german_key(self.title),
            "person": (not self.person, german_key(self.person)),
            "state": STATES.index(self.state),
            "due": self.due_on or date.max,
        }


def plan_rows(programme: Programme, *, today: date) -> tuple[PlanRow, ...]:
    """Every section in reading order. One query."""
    waiting = Count("comments", filter=Q(comments__answers_to=None, comments__resolved_at=None))
    areas = tuple(
        FocusArea.objects.in_programme(programme)
        .defer("text")
        .select_related("responsible")
        .annotate(words=WORDS, open_comments=waiting)
        .order_by("level", "position", "pk")
    )
    by_key = {area.pk: area for area in areas}
    address = [programme.jobcenter.slug, programme.year]
    page = reverse("focus_areas", args=address)
    return tuple(
        _row(by_key[place.pk], position, place.number, page, address, ends=place.ends, today=today)
        for position, place in enumerate(in_reading_order((area.pk, area.parent_id) for area in areas))
    )


def _row(
    area: FocusArea, position: int, number: str, page: str, address: list[object], *, ends: bool, today: date
) -> PlanRow:
    return PlanRow(
        pk=area.pk,
        position=position,
        number=number,
        level=area.level,
        title=area.title,
        url=f"{page}#{section_anchor(area.pk)}",
        state=area.state,
        state_label=area.get_state_display(),
        responsible=area.responsible_id,
        person=name_of(area.responsible),
        due_on=area.due_on,
        due=due_in_words(area.due_on, state=area.state, today=today),
        words=area.words,
        open_comments=area.open_comments,
        talk_url=reverse("section_comments", args=[*address, area.pk]),
        ends=ends,
    )
