"""What lists and reports get of a programme: plain frozen rows, made by programmes.queries."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from amp.numbers import quantity
from amp.sorting import german_key
from programmes.models import FocusAreaState, MeasureState

FINISHED = (FocusAreaState.DONE, FocusAreaState.CHECKED)
STATE_ORDER = {state: place for place, state in enumerate(MeasureState.values)}


def section_anchor(pk: int) -> str:
    """Where a section stands on the page of the whole text."""
    return f"abschnitt-{pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A row of reference data as a list shows it."""

    pk: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentUse:
    """An instrument as a measure uses it; `warning` says that the law has no new entries in this year, or is empty."""

    pk: int
    short: str
    name: str
    legal_basis: str
    warning: str

    @property
    def label(self) -> str:
        return f"{self.short} ({self.legal_basis})"


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteUse:
    """A measure at a site; `places` is None while it is not known."""

    pk: int
    name: str
    municipality: Named | None
    state: str
    state_label: str
    period: str
    places: int | None
    qualifier: str
    source: str

    @property
    def places_text(self) -> str:
        """»rd. 12«, »–«."""
        return quantity(self.places, qualifier=self.qualifier)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's place in the programme: `number` is »2.3.1«, `path` the sections from the top down to this one."""

    pk: int
    number: str
    level: int
    title: str
    path: tuple[int, ...]

    @property
    def label(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def anchor(self) -> str:
        return section_anchor(self.pk)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure as lists show it. `section` is None where it belongs to no section; places are None while unknown.

    `description` is HTML as the managers wrote it; lists leave it empty.
    """

    pk: int
    url: str
    title: str
    state: str
    state_label: str
    section: Heading | None
    instruments: tuple[InstrumentUse, ...]
    municipalities: tuple[Named, ...]
    sites: tuple[SiteUse, ...]
    target_groups: tuple[Named, ...]
    partners: tuple[Named, ...]
    starts_on: date | None
    ends_on: date | None
    period: str
    planned_places: int | None
    planned_entries: int | None
    description: str = ""

    def with_texts(self, change: Callable[[str], str]) -> "MeasureRow":
        """The measure with its description changed."""
        return replace(self, description=change(self.description))

    @property
    def reached(self) -> frozenset[int]:
        """The municipalities the measure works in: those it names and those of its sites (primary keys)."""
        of_sites = {site.municipality.pk for site in self.sites if site.municipality}
        return frozenset({municipality.pk for municipality in self.municipalities} | of_sites)

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(instrument.warning for instrument in self.instruments if instrument.warning)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureLink:
    """A measure in one line: its title and the law it rests on."""

    pk: int
    title: str
    url: str
    state: str
    state_label: str
    instruments: tuple[InstrumentUse, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section of the programme with everything below it; `text` is HTML as the managers wrote it.

    `responsible` is a name, empty where nobody is.
    """

    pk: int
    number: str
    level: int
    title: str
    text: str
    state: str
    state_label: str
    responsible: str
    due_on: date | None
    measures: tuple[MeasureLink, ...]
    ends: bool
    children: tuple["Section", ...]

    @property
    def anchor(self) -> str:
        return section_anchor(self.pk)

    @property
    def bare(self) -> "Section":
        """The section without its text and without all that lies below it: what its head is laid out from."""
        return replace(self, text="", measures=(), children=())

    @property
    def prose_level(self) -> int:
        """The level of headings inside the text, one below the section's own (the page's title has level 1)."""
        return self.level + 2

    def with_texts(self, change: Callable[[str], str]) -> "Section":
        """The section with its text changed, and with the texts of all sections below."""
        below = tuple(child.with_texts(change) for child in self.children)
        return replace(self, text=change(self.text), children=below)


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many sections are in a state."""

    state: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far the writing is: `done` of `total` sections are finished or checked; `counts` in the order of the work."""

    done: int
    total: int
    counts: tuple[StateCount, ...]

    @property
    def present(self) -> tuple[StateCount, ...]:
        """The states that any section is in."""
        return tuple(row for row in self.counts if row.count)


def is_written(*, ends: bool, has_text: bool) -> bool:
    """Whether a section is one to write; a heading without a text of its own above others is not.

    `ends` tells that no other section lies below it.
    """
    return ends or has_text


def progress_of(states: Iterable[str]) -> Progress:
    """How far sections in these states are (those that are written); states without sections count 0."""
    found = Counter(states)
    return Progress(
        done=sum(found[state] for state in FINISHED),
        total=found.total(),
        counts=tuple(
            StateCount(state=value, label=label, count=found[value]) for value, label in FocusAreaState.choices
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteRow:
    """A measure at a site in this year; `municipality` is empty and `places` None while not known."""

    pk: int
    site: str
    municipality: str
    measure: str
    measure_url: str
    state: str
    state_label: str
    period: str
    places: int | None
    qualifier: str
    source: str

    @property
    def places_text(self) -> str:
        """»rd. 12«, »–«."""
        return quantity(self.places, qualifier=self.qualifier)

    @property
    def order(self) -> Mapping[str, Any]:
        """What a list sorts by, per column."""
        site = german_key(self.site)
        return {
            "site": site,
            "municipality": (german_key(self.municipality), site),
            "measure": german_key(self.measure),
            "places": unknown_first(self.places),
        }


def unknown_first(number: int | None) -> int:
    """What a list of numbers sorts by: not yet known stands before 0."""
    return -1 if number is None else number
