"""What the programme costs: stages with their lines, staffing, indicators, and what the official paper states."""

from budget.models.indicators import Indicator, IndicatorValue, StatedFigure
from budget.models.lines import BudgetLine, StaffingLine
from budget.models.reference import BudgetProduct, PlanLine
from budget.models.stages import BudgetStage

__all__ = [
    "BudgetLine",
    "BudgetProduct",
    "BudgetStage",
    "Indicator",
    "IndicatorValue",
    "PlanLine",
    "StaffingLine",
    "StatedFigure",
]
