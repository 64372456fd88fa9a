"""The pure heart of the budget: rows in, key figures with their derivation out. No Django in here."""

from budget.figures.comparison import compare
from budget.figures.derivation import KeyFigure, Origin, Stated, Term
from budget.figures.key_figures import calculated_extras, key_figures
from budget.figures.rows import (
    BudgetRow,
    Fund,
    IndicatorRow,
    LineKind,
    StaffingKind,
    StaffingRow,
    StageRow,
    StatedRow,
)

__all__ = [
    "BudgetRow",
    "Fund",
    "IndicatorRow",
    "KeyFigure",
    "LineKind",
    "Origin",
    "StaffingKind",
    "StaffingRow",
    "StageRow",
    "Stated",
    "StatedRow",
    "Term",
    "calculated_extras",
    "compare",
    "key_figures",
]
