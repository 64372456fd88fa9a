"""What stands in which column of the workbook; writing, reading and comparing follow this table."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from amp.numbers import Qualifier
from programmes.models import Measure, MeasureSite, MeasureState, SiteState

MEASURES, SITES, CHOICES, HELP, ORIGIN = "Maßnahmen", "Standorte", "Auswahl", "Hinweise", "AMP"
"""The names of the sheets; the last one is hidden and says which programme the workbook belongs to."""

KEY, BASE = "Schlüssel", "Stand beim Ausgeben"
"""The headings of the hidden columns: the key of the row, and its values when it went out (JSON)."""

SEPARATOR = "; "
FORMAT = "2"
LARGEST = 2_147_483_647


class Kind(Enum):
    TEXT = auto()
    CHOICE = auto()
    DATE = auto()
    NUMBER = auto()
    NAME = auto()
    NAMES = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column with its field.

    `choices` are value → label, `default` is what a new row has; `fixed` never changes in a row that went out;
    `none_of` says in German what an unknown name is not.
    """

    name: str
    heading: str
    kind: Kind
    width: int
    longest: int = 0
    choices: Mapping[str, str] = field(default_factory=dict)
    default: str = ""
    required: bool = False
    fixed: bool = False
    none_of: str = ""

    @property
    def nothing(self) -> Any:
        """The value of an empty cell in a new row."""
        return {Kind.TEXT: "", Kind.CHOICE: self.default, Kind.NAMES: frozenset()}.get(self.kind)


def _text(model: type, name: str, heading: str, *, width: int, required: bool = False) -> Column:
    longest = model._meta.get_field(name).max_length
    return Column(name=name, heading=heading, kind=Kind.TEXT, width=width, longest=longest, required=required)


MEASURE_COLUMNS = (
    _text(Measure, "title", "Titel", width=44, required=True),
    Column(name="section", heading="Abschnitt", kind=Kind.NAME, width=34, none_of="kein Abschnitt dieses Programms"),
    Column(
        name="state",
        heading="Status",
        kind=Kind.CHOICE,
        width=11,
        choices=dict(MeasureState.choices),
        default=MeasureState.PLANNED.value,
        required=True,
    ),
    Column(name="starts_on", heading="Beginn", kind=Kind.DATE, width=12),
    Column(name="ends_on", heading="Ende", kind=Kind.DATE, width=12),
    _text(Measure, "period", "Zeitraum in Worten", width=22),
    Column(name="planned_places", heading="Geplante Plätze", kind=Kind.NUMBER, width=10),
    Column(name="planned_entries", heading="Geplante Eintritte", kind=Kind.NUMBER, width=10),
    Column(name="instruments", heading="Instrumente", kind=Kind.NAMES, width=32, none_of="kein Instrument"),
    Column(
        name="municipalities", heading="Kommunen", kind=Kind.NAMES, width=32, none_of="keine Kommune dieses Jobcenters"
    ),
    Column(
        name="target_groups",
        heading="Zielgruppen",
        kind=Kind.NAMES,
        width=32,
        none_of="keine Zielgruppe dieses Jobcenters",
    ),
    Column(
        name="partners",
        heading="Kooperationspartner",
        kind=Kind.NAMES,
        width=32,
        none_of="kein Kooperationspartner dieses Jobcenters",
    ),
)

SITE_COLUMNS = (
    Column(
        name="measure",
        heading="Maßnahme",
        kind=Kind.NAME,
        width=44,
        required=True,
        fixed=True,
        none_of="keine Maßnahme dieses Programms",
    ),
    Column(
        name="site",
        heading="Standort",
        kind=Kind.NAME,
        width=34,
        required=True,
        fixed=True,
        none_of="kein Standort dieses Jobcenters",
    ),
    Column(
        name="state",
        heading="Zustand",
        kind=Kind.CHOICE,
        width=13,
        choices=dict(SiteState.choices),
        default=SiteState.EXISTING.value,
        required=True,
    ),
    _text(MeasureSite, "period", "Zeitraum in Worten", width=22),
    Column(name="places", heading="Plätze", kind=Kind.NUMBER, width=10),
    Column(
        name="qualifier",
        heading="Genauigkeit",
        kind=Kind.CHOICE,
        width=14,
        choices={qualifier.value: qualifier.value for qualifier in Qualifier},
        default=Qualifier.EXACT.value,
        required=True,
    ),
)

SHEETS: Mapping[str, tuple[Column, ...]] = {MEASURES: MEASURE_COLUMNS, SITES: SITE_COLUMNS}

LINKS = tuple(column.name for column in MEASURE_COLUMNS if column.kind is Kind.NAMES)
"""The columns of names: many-to-many relations of the measure, under the same name."""

CREATABLE = {"target_groups": "Zielgruppe", "partners": "Kooperationspartner"}
"""Columns whose unknown names can be added on the way, with the German word for one of them."""
