"""What goes in: the rows of one budget stage, as plain values. Amounts are €, posts are full-time posts.

Everywhere `None` means "not known yet", which is not 0; `precision` is the step a value is known in (1 or 1000 €).
"""

from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from amp.numbers import WHOLE, Qualifier


class LineKind(StrEnum):
    """What a budget row does with money."""

    ALLOCATION = "zuweisung"
    TRANSFER = "umschichtung"
    EXPENDITURE = "aufwand"

    @property
    def label(self) -> str:
        return {"zuweisung": "Zuweisungen", "umschichtung": "Umschichtungen", "aufwand": "Aufwendungen"}[self.value]


class Fund(StrEnum):
    """The pot the money comes from (UI: »Finanzierungstopf«)."""

    EGT = "EGT"
    VWT = "VWT"
    PAT = "PAT"
    KFA = "KFA"
    KOM = "KOM"

    @property
    def label(self) -> str:
        return {
            "EGT": "Eingliederungstitel",
            "VWT": "Verwaltungsbudget",
            "PAT": "Passiv-Aktiv-Transfer",
            "KFA": "Kommunaler Finanzierungsanteil",
            "KOM": "Kommunale Mittel",
        }[self.value]


class StaffingKind(StrEnum):
    """PLAN: posts as in the draft budget (»laut Haushaltsplanentwurf«). CHANGE: difference to it, negative = saving."""

    PLAN = "plan"
    CHANGE = "aenderung"


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow:
    """One row of a stage. A transfer leads from `fund` to `to_fund` and is positive; other rows have no `to_fund`."""

    kind: LineKind
    fund: Fund
    amount: Decimal | None
    to_fund: Fund | None = None
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = WHOLE
    source: str = ""
    label: str = ""
    product_code: str = ""
    product_name: str = ""
    product_separate: bool = False
    plan_line_code: str = ""
    plan_line_label: str = ""
    instrument_short: str = ""
    instrument_label: str = ""
    measure_name: str = ""
    measure: int | None = field(default=None, compare=False)
    """The key of the measure, as `pk`."""
    pk: int | None = field(default=None, compare=False)
    """The key of the stored line, for links; figures do not know it."""

    @property
    def title(self) -> str:
        """What the row is called: its own label, else the most specific thing it is assigned to."""
        funds = " → ".join(Fund(fund).label for fund in (self.fund, self.to_fund) if fund)
        named = (self.label, self.measure_name, self.instrument_label, self.instrument_short, self.product_name, funds)
        return next(name for name in named if name)


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffingRow:
    """Posts of one area (UI: »Planstellen«); `code` is the id of its key figure (P02 …), empty for none."""

    label: str
    kind: StaffingKind
    posts: Decimal | None
    code: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    source: str = ""
    pk: int | None = field(default=None, compare=False)
    """The key of the stored line, for links; figures do not know it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorRow:
    """A count or a percentage beside the money (B01, X03 …). `known` is False when this stage does not name it."""

    code: str
    label: str
    value: Decimal | None
    unit: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = WHOLE
    source: str = ""
    known: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRow:
    """What the paper prints for a key figure; it may print the same figure several times."""

    code: str
    value: Decimal
    unit: str = ""
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = WHOLE
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StageRow:
    """The stage whose figures are asked, with the lines of the stage before it.

    `deviation` is the difference to the previous stage in €, where the source names only this sum and not its parts.
    """

    name: str
    lines: tuple[BudgetRow, ...] = ()
    staffing: tuple[StaffingRow, ...] = ()
    indicators: tuple[IndicatorRow, ...] = ()
    deviation: Decimal | None = None
    deviation_qualifier: Qualifier = Qualifier.EXACT
    deviation_precision: Decimal = WHOLE
    deviation_source: str = ""
    previous_name: str = ""
    previous_lines: tuple[BudgetRow, ...] = ()
