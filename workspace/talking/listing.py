"""All conversations of a programme as a list that is filtered, sorted and exported."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django import forms

from amp.sorting import german_key
from programmes.models import Programme
from workspace.talking import queries
from workspace.talking.rows import Conversation, Place

INVALID = "Diese Auswahl gibt es in diesem Programm nicht. Sie bleibt unberücksichtigt."
OPEN, RESOLVED, ALL = "", "erledigt", "alle"


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkRow:
    """A conversation in the list; `position` is the place of what it is about in the programme."""

    conversation: Conversation
    place: Place
    position: int

    @property
    def about(self) -> str:
        return self.place.label

    @property
    def text(self) -> str:
        return self.conversation.first.text

    @property
    def author(self) -> str:
        return self.conversation.first.author

    @property
    def began(self) -> datetime:
        return self.conversation.first.written_at

    @property
    def answers(self) -> int:
        return self.conversation.answers

    @property
    def last(self) -> datetime:
        return self.conversation.last.written_at

    @property
    def state(self) -> str:
        return "offen" if self.conversation.is_open else "erledigt"

    @property
    def order(self) -> Mapping[str, object]:
        """What the list sorts by, per column."""
        return {"author": german_key(self.author), "text": german_key(self.text)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RemarkRow:
    """A comment in the export: its conversation by number, and what that is about."""

    number: int
    about: str
    author: str
    written_at: datetime
    text: str
    state: str
    resolved_at: datetime | None
    resolved_by: str


def talk_rows(programme: Programme, *, reader: int) -> tuple[tuple[TalkRow, ...], dict[int, Place]]:
    """Every conversation of the programme, in its order, and its sections. Three queries."""
    sections = queries.section_places(programme)
    measures = queries.measure_places(programme)
    order = {pk: position for position, pk in enumerate(sections)}
    found = []
    for row in queries.conversations(programme.comments.all(), reader=reader):
        place = measures[row.measure] if row.focus_area is None else sections[row.focus_area]
        found.append(TalkRow(conversation=row, place=place, position=order.get(place.section, len(order))))
    return tuple(sorted(found, key=lambda row: row.position)), sections


def remark_rows(rows: Iterable[TalkRow]) -> tuple[RemarkRow, ...]:
    """Every comment of these conversations."""
    return tuple(
        RemarkRow(
            number=number,
            about=row.about,
            author=remark.author,
            written_at=remark.written_at,
            text=remark.text,
            state=row.state,
            resolved_at=row.conversation.resolved_at,
            resolved_by=row.conversation.resolved_by,
        )
        for number, row in enumerate(rows, start=1)
        for remark in row.conversation.remarks
    )


class TalkFilter(forms.Form):
    """Narrows the conversations. Only what occurs in the programme can be chosen; anything else does not filter."""

    stand = forms.ChoiceField(
        label="Stand",
        choices=[(OPEN, "offen"), (RESOLVED, "erledigt"), (ALL, "alle")],
        required=False,
        error_messages={"invalid_choice": INVALID},
    )
    person = forms.ChoiceField(label="Beteiligt", required=False, error_messages={"invalid_choice": INVALID})
    abschnitt = forms.ChoiceField(label="Abschnitt", required=False, error_messages={"invalid_choice": INVALID})

    def __init__(self, data: Mapping[str, str], *, rows: Iterable[TalkRow], sections: Mapping[int, Place]) -> None:
        super().__init__(data)
        self.rows = tuple(rows)
        people = {pk: name for row in self.rows for pk, name in row.conversation.authors.items()}
        used = {row.place.section for row in self.rows}
        by_name = sorted(people.items(), key=lambda person: german_key(person[1]))
        self.fields["person"].choices = [("", "alle"), *((str(pk), name) for pk, name in by_name)]
        self.fields["abschnitt"].choices = [
            ("", "alle"),
            *((str(pk), place.label) for pk, place in sections.items() if pk in used),
        ]

    def found(self) -> tuple[TalkRow, ...]:
        self.full_clean()
        chosen = self.cleaned_data
        state, person, section = (chosen.get(name, "") for name in ("stand", "person", "abschnitt"))
        return tuple(
            row
            for row in self.rows
            if (state == ALL or (state == RESOLVED) != row.conversation.is_open)
            and (not person or int(person) in row.conversation.authors)
            and (not section or row.place.section == int(section))
        )
