"""The pure heart of the budget: rows in, key figures with their derivation out. No Django in here."""

from budget.figures.breakdowns import Breakdown, Dimension, Part, breakdown
from budget.figures.capacity import Capacity, CapacityRow, capacity
from budget.figures.changes import Change, ChangeList, ChangeState, change_list, staffing_changes
from budget.figures.comparison import compare
from budget.figures.derivation import KeyFigure, Origin, Stated, Term
from budget.figures.funds import FundBalance, fund_balances
from budget.figures.key_figures import CALCULATED, calculated_extras, key_figures
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
from budget.figures.waterfall import Step, waterfall

__all__ = [
    "CALCULATED",
    "Breakdown",
    "BudgetRow",
    "Capacity",
    "CapacityRow",
    "Change",
    "ChangeList",
    "ChangeState",
    "Dimension",
    "Fund",
    "FundBalance",
    "IndicatorRow",
    "KeyFigure",
    "LineKind",
    "Origin",
    "Part",
    "StaffingKind",
    "StaffingRow",
    "StageRow",
    "Stated",
    "StatedRow",
    "Step",
    "Term",
    "breakdown",
    "calculated_extras",
    "capacity",
    "change_list",
    "compare",
    "fund_balances",
    "key_figures",
    "staffing_changes",
    "waterfall",
]
