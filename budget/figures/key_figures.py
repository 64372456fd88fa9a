"""The key figures of a stage: F01–F07 money in €, P01–P07 posts, then the indicators under their own codes.

- A term that is not known makes every figure above it unknown.
- Rows that do not exist are no terms: without a transfer F05 equals F02, without any allocation F01 is unknown.
- Sums take exact values; rounding happens on output only.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from amp.numbers import EURO, POSTS, POSTS_STEP, Qualifier
from budget.figures.comparison import compare
from budget.figures.derivation import KeyFigure, Origin, Term, summed
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

CALCULATED = ("F01", "F02", "F03", "F04", "F05", "F06", "F07", "P01", "P06", "P07", "Z01", "Z02", "Z03")
"""The ids of the figures made of several rows: no entered figure may go by one of them."""


def key_figures(stage: StageRow, stated: Iterable[StatedRow] = ()) -> tuple[KeyFigure, ...]:
    """Every key figure of a stage in printing order, each compared with what the paper states."""
    figures = (*_money(stage), *_staffing(stage.staffing), *map(_indicator, stage.indicators))
    return compare(figures, stated)


def calculated_extras(stage: StageRow, figures: Iterable[KeyFigure]) -> tuple[KeyFigure, ...]:
    """Sums over the figures of a stage that no paper states (Z01 …); only those with all terms, and all known."""
    by_id = {figure.id: figure for figure in figures}
    extras = (_both_funds(by_id), _administration_after_transfers(stage.lines, by_id), _benefit_unit_change(by_id))
    return tuple(extra for extra in extras if extra.value is not None and len(extra.derivation) > 1)


def _both_funds(by_id: Mapping[str, KeyFigure]) -> KeyFigure:
    label = "Verwaltungsbudget und Eingliederungstitel zusammen"
    return summed(id="Z01", label=label, unit=EURO, terms=_terms(by_id, ("F01", 1), ("F02", 1)))


def _administration_after_transfers(lines: Iterable[BudgetRow], by_id: Mapping[str, KeyFigure]) -> KeyFigure:
    """The counterpart of F05: unknown without an allocation, and left out without any transfer."""
    allocated = _terms(by_id, ("F01", 1))
    transfers = (*_if_derived(by_id["F04"], 1), *_other_transfers(lines, Fund.VWT)) if allocated else ()
    return summed(
        id="Z02",
        label="Verwaltungsbudget nach Umschichtung",
        unit=EURO,
        terms=(*allocated, *transfers),
        note="sofern das Verwaltungsbudget vor der Umschichtung angegeben ist",
    )


def _benefit_unit_change(by_id: Mapping[str, KeyFigure]) -> KeyFigure:
    terms = _terms(by_id, ("B02", 1), ("B01", -1))
    unit = by_id["B02"].unit if "B02" in by_id else ""
    return summed(id="Z03", label="Veränderung der Bedarfsgemeinschaften", unit=unit, terms=terms)


def _terms(by_id: Mapping[str, KeyFigure], *signed: tuple[str, int]) -> tuple[Term, ...]:
    """The figures with these ids as terms, as far as there are such figures."""
    return tuple(by_id[id].as_term(sign) for id, sign in signed if id in by_id)


def _money(stage: StageRow) -> tuple[KeyFigure, ...]:
    f01 = _allocated(stage, "F01", Fund.VWT)
    f02 = _allocated(stage, "F02", Fund.EGT)
    f04 = _transferred(stage.lines)
    f05 = _after_transfers(stage.lines, f02, f04)
    f06 = _separate_products(stage.lines)
    f07 = summed(
        id="F07",
        label="weitere Eingliederungsmaßnahmen",
        unit=EURO,
        terms=(f05.as_term(), *_if_derived(f06, -1)),
    )
    return f01, f02, _deviation(stage), f04, f05, f06, f07


def _allocated(stage: StageRow, id: str, fund: Fund) -> KeyFigure:
    rows = [row for row in stage.lines if row.kind == LineKind.ALLOCATION and row.fund == fund]
    return summed(id=id, label=fund.label, unit=EURO, terms=[_row_term(row) for row in rows])


def _deviation(stage: StageRow) -> KeyFigure:
    """F03: calculated where both stages are known in full, else the sum the source states, else unknown."""
    named = f" ({stage.previous_name})" if stage.previous_name else ""
    calculated = summed(
        id="F03",
        label=f"Abweichung zum vorherigen Stand{named}",
        unit=EURO,
        terms=(
            _allocations_term(1, stage.name, stage.lines),
            _allocations_term(-1, stage.previous_name or "vorheriger Stand", stage.previous_lines),
        ),
    )
    if calculated.value is not None or stage.deviation is None:
        return calculated
    return KeyFigure(
        id=calculated.id,
        label=calculated.label,
        value=stage.deviation,
        unit=EURO,
        qualifier=stage.deviation_qualifier,
        precision=stage.deviation_precision,
        origin=Origin.STATED,
        source=stage.deviation_source,
    )


def _allocations_term(sign: int, stage_name: str, lines: Iterable[BudgetRow]) -> Term:
    label = f"Zuweisungen {stage_name}"
    rows = [row for row in lines if row.kind == LineKind.ALLOCATION]
    together = summed(id="", label=label, unit=EURO, terms=[_row_term(row) for row in rows])
    return replace(together.as_term(sign), id=None)


def _transferred(lines: Iterable[BudgetRow]) -> KeyFigure:
    """F04: what goes from the integration money to the administration money, less what comes back."""
    terms = [
        _row_term(row, 1 if row.fund == Fund.EGT else -1)
        for row in lines
        if row.kind == LineKind.TRANSFER and {row.fund, row.to_fund} == {Fund.EGT, Fund.VWT}
    ]
    label = f"Umschichtung {Fund.EGT.label} → {Fund.VWT.label}"
    return summed(id="F04", label=label, unit=EURO, terms=terms)


def _after_transfers(lines: Iterable[BudgetRow], f02: KeyFigure, f04: KeyFigure) -> KeyFigure:
    return summed(
        id="F05",
        label="Eingliederungsbudget nach Umschichtung",
        unit=EURO,
        terms=(f02.as_term(), *_if_derived(f04, -1), *_other_transfers(lines, Fund.EGT)),
    )


def _other_transfers(lines: Iterable[BudgetRow], fund: Fund) -> list[Term]:
    """What comes to the fund (+) and leaves it (−) in all transfers but those of F04."""
    return [
        _row_term(row, 1 if row.to_fund == fund else -1)
        for row in lines
        if row.kind == LineKind.TRANSFER
        and fund in (row.fund, row.to_fund)
        and {row.fund, row.to_fund} != {Fund.EGT, Fund.VWT}
    ]


def _separate_products(lines: Iterable[BudgetRow]) -> KeyFigure:
    """F06: expenditure from the integration money for products that the paper shows separately."""
    rows = [row for row in lines if row.kind == LineKind.EXPENDITURE and row.product_separate and row.fund == Fund.EGT]
    names = sorted({row.product_name for row in rows if row.product_name})
    label = f"Aufwendungen {', '.join(names)}" if names else "Aufwendungen gesondert ausgewiesener Produkte"
    return summed(id="F06", label=label, unit=EURO, terms=[_row_term(row) for row in rows])


def _row_term(row: BudgetRow, sign: int = 1) -> Term:
    return Term(
        sign=sign,
        label=row.title,
        value=row.amount,
        qualifier=row.qualifier,
        precision=row.precision,
        source=row.source,
    )


def _if_derived(figure: KeyFigure, sign: int) -> tuple[Term, ...]:
    """The figure as a term, unless it has no rows at all: then there is nothing to add or subtract."""
    return (figure.as_term(sign),) if figure.derivation else ()


def _staffing(rows: Sequence[StaffingRow]) -> tuple[KeyFigure, ...]:
    planned = [row for row in rows if row.kind == StaffingKind.PLAN]
    changes = [row for row in rows if row.kind == StaffingKind.CHANGE]
    p01 = summed(
        id="P01",
        label="Planstellen laut Entwurf",
        unit=POSTS,
        terms=[replace(_staffing_term(row, 1), id=row.code or None) for row in planned],
    )
    p06 = summed(
        id="P06",
        label=changes[0].label if len(changes) == 1 else "Einsparung",
        unit=POSTS,
        terms=[_staffing_term(row, -1) for row in changes],
    )
    p07 = summed(id="P07", label="Gesamtkapazität neu", unit=POSTS, terms=(p01.as_term(), *_if_derived(p06, -1)))
    return p01, *(_staffing_line(row) for row in planned if row.code), p06, p07


def _staffing_term(row: StaffingRow, sign: int) -> Term:
    return Term(
        sign=sign,
        label=row.label,
        value=row.posts,
        qualifier=row.qualifier,
        precision=POSTS_STEP,
        source=row.source,
    )


def _staffing_line(row: StaffingRow) -> KeyFigure:
    return _entered(row.code, row.label, row.posts, POSTS, row.qualifier, POSTS_STEP, row.source)


def _indicator(row: IndicatorRow) -> KeyFigure:
    value = row.value if row.known else None
    return _entered(row.code, row.label, value, row.unit, row.qualifier, row.precision, row.source)


def _entered(
    id: str, label: str, value: Decimal | None, unit: str, qualifier: Qualifier, precision: Decimal, source: str
) -> KeyFigure:
    return KeyFigure(
        id=id,
        label=label,
        value=value,
        unit=unit,
        qualifier=qualifier,
        precision=precision,
        origin=Origin.ENTERED,
        source=source,
    )
