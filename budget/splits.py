"""How the money of a stage is divided: the tables of shares on the budget page."""

from collections.abc import Iterable, Sequence

from budget.charts import ShareTable, printed_step, share_table
from budget.figures import Breakdown, BudgetRow, Dimension, Fund, KeyFigure, LineKind, breakdown


def split_tables(rows: Sequence[BudgetRow], figures: Iterable[KeyFigure]) -> tuple[ShareTable, ...]:
    """By fund, instrument, product and plan line, as far as the lines say anything about it.

    Expenditure from the integration money is held against what is available of it (F05), so that the tables show
    what is not split up yet.
    """
    step = printed_step(rows)
    available = next((figure.value for figure in figures if figure.id == "F05"), None)
    integration = [row for row in rows if row.fund == Fund.EGT]

    def split(by: Dimension, kind: LineKind = LineKind.EXPENDITURE) -> Breakdown:
        return breakdown(rows, by=by, kind=kind, step=step)

    def of_integration(by: Dimension) -> Breakdown:
        return breakdown(integration, by=by, whole=available, step=step)

    candidates = (
        ("zuweisung-topf", "Zuweisungen nach Finanzierungstopf", split(Dimension.FUND, LineKind.ALLOCATION)),
        ("aufwand-topf", "Aufwendungen nach Finanzierungstopf", split(Dimension.FUND)),
        ("instrument", "Eingliederungsmittel nach Instrument", of_integration(Dimension.INSTRUMENT)),
        ("produkt", "Eingliederungsmittel nach Produkt", of_integration(Dimension.PRODUCT)),
        (
            "zuweisung-position",
            "Zuweisungen nach Ergebnisplanposition",
            split(Dimension.PLAN_LINE, LineKind.ALLOCATION),
        ),
        ("aufwand-position", "Aufwendungen nach Ergebnisplanposition", split(Dimension.PLAN_LINE)),
    )
    return tuple(
        share_table(parts, id=id, title=title, step=step)
        for id, title, parts in candidates
        if _says_something(parts, id)
    )


def _says_something(split: Breakdown, id: str) -> bool:
    """Lines without an instrument still have their names; parts that all lack an assignment are no breakdown.

    Nor is a single fund: the figures above say that already.
    """
    if id == "instrument":
        return bool(split.parts)
    if id.endswith("-topf"):
        return len(split.parts) > 1
    return any(part.code for part in split.parts)
