"""What lists and reports get of a programme: plain frozen rows, made by programmes.queries."""

from dataclasses import dataclass
from datetime import date


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A section's place in the programme: `number` is »2.3.1«, `path` the sections from the top down to this one."""

    pk: int
    number: str
    level: int
    title: str
    path: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureRow:
    """A measure as lists show it. `section` is None where it belongs to no section; places are None while unknown."""

    pk: int
    url: str
    title: str
    state: str
    state_label: str
    section: Heading | None
    position: int
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
    """A section of the programme with everything below it; `text` is HTML as the managers wrote it."""

    pk: int
    number: str
    level: int
    title: str
    text: str
    state: str
    state_label: str
    measures: tuple[MeasureLink, ...]
    children: tuple["Section", ...]

    @property
    def anchor(self) -> str:
        return f"abschnitt-{self.pk}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StateCount:
    """How many sections are in a state; together all sections of the programme."""

    state: str
    label: str
    count: int
