"""What stands in which column of the workbook; writing, reading and comparing follow this table."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import Any

from amp.numbers import Qualifier
from programmes.models import Measure, MeasureSite, MeasureState, SiteState

MEASURES, SITES, CHOICES, HELP, ORIGIN = "Maßnahmen", "Standorte", "Auswahl", "Hinweise", "AMP"
"""The names of the sheets; the last one is hidden and says which programme the workbook belongs to."""

OWN = (MEASURES, SITES, CHOICES, HELP, ORIGIN)

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


def _choice(name: str, heading: str, choices: Iterable[tuple[str, str]], *, default: str, width: int) -> Column:
    return Column(
        name=name, heading=heading, kind=Kind.CHOICE, width=width, choices=dict(choices), default=default, required=True
    )


def _number(name: str, heading: str) -> Column:
    return Column(name=name, heading=heading, kind=Kind.NUMBER, width=10)


def _names(name: str, heading: str, *, none_of: str) -> Column:
    return Column(name=name, heading=heading, kind=Kind.NAMES, width=32, none_of=none_of)


def _owner(name: str, heading: str, *, width: int, none_of: str) -> Column:
    """What a row of the second sheet is about."""
    return Column(name=name, heading=heading, kind=Kind.NAME, width=width, required=True, fixed=True, none_of=none_of)


MEASURE_COLUMNS = (
    _text(Measure, "title", "Titel", width=44, required=True),
    Column(name="section", heading="Abschnitt", kind=Kind.NAME, width=34, none_of="kein Abschnitt dieses Programms"),
    _choice("state", "Status", MeasureState.choices, default=MeasureState.PLANNED.value, width=11),
    Column(name="starts_on", heading="Beginn", kind=Kind.DATE, width=12),
    Column(name="ends_on", heading="Ende", kind=Kind.DATE, width=12),
    _text(Measure, "period", "Zeitraum in Worten", width=22),
    _number("planned_places", "Geplante Plätze"),
    _number("planned_entries", "Geplante Eintritte"),
    _names("instruments", "Instrumente", none_of="kein Instrument"),
    _names("municipalities", "Kommunen", none_of="keine Kommune dieses Jobcenters"),
    _names("target_groups", "Zielgruppen", none_of="keine Zielgruppe dieses Jobcenters"),
    _names("partners", "Kooperationspartner", none_of="kein Kooperationspartner dieses Jobcenters"),
)

SITE_COLUMNS = (
    _owner("measure", "Maßnahme", width=44, none_of="keine Maßnahme dieses Programms"),
    _owner("site", "Standort", width=34, none_of="kein Standort dieses Jobcenters"),
    _choice("state", "Zustand", SiteState.choices, default=SiteState.EXISTING.value, width=13),
    _text(MeasureSite, "period", "Zeitraum in Worten", width=22),
    _number("places", "Plätze"),
    _choice(
        "qualifier",
        "Genauigkeit",
        [(one.value, one.value) for one in Qualifier],
        default=Qualifier.EXACT.value,
        width=14,
    ),
)

SHEETS: Mapping[str, tuple[Column, ...]] = {MEASURES: MEASURE_COLUMNS, SITES: SITE_COLUMNS}

LINKS = tuple(column.name for column in MEASURE_COLUMNS if column.kind is Kind.NAMES)
"""The columns of names: many-to-many relations of the measure, under the same name."""

CREATABLE = {"target_groups": "Zielgruppe", "partners": "Kooperationspartner"}
"""Columns whose unknown names can be added on the way, with the German word for one of them."""
