"""The figures as pictures and as tables of shares: which values go in, and how they are printed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amp import charts
from amp.numbers import (
    EURO,
    THOUSAND,
    THOUSAND_EURO,
    UNKNOWN,
    WHOLE,
    euro,
    number,
    percent,
    posts,
)
from budget.figures import Breakdown, BudgetRow, Capacity, FundBalance, KeyFigure, Part, waterfall

SHARE_PLACES = 2


def printed_step(rows: Iterable[BudgetRow]) -> Decimal:
    """The step that amounts of one table are printed in: the finest that any of them is known in."""
    return min((row.precision for row in rows if row.amount is not None), default=WHOLE)


def unit_of(step: Decimal) -> str:
    return THOUSAND_EURO if step >= THOUSAND else EURO


def amount_text(amount: Decimal | None, step: Decimal) -> str:
    """An amount in € as the cell of a table whose head names the unit."""
    if amount is not None and step >= THOUSAND:
        return number(amount.scaleb(-3))
    return number(amount, 0 if step >= WHOLE else 2)


def signed(text: str, amount: Decimal | None) -> str:
    """A difference with its sign: an increase gets a plus."""
    return f"+{text}" if amount is not None and amount > 0 else text


def integration_chart(figures: Iterable[KeyFigure]) -> charts.Waterfall | None:
    """From the Eingliederungstitel to what is left for measures; None while no step of that way is known."""
    listed = tuple(figures)
    precision = {figure.id: figure.precision for figure in listed}
    steps = waterfall(listed)
    if len(steps) < 2:
        return None
    finest = precision["F02"]
    return charts.waterfall(
        id="wasserfall",
        title="Vom Eingliederungstitel zu den weiteren Maßnahmen",
        unit_head=unit_of(finest),
        steps=[
            charts.Step(
                label=step.label,
                value=step.value,
                text=euro(step.value, precision.get(step.id or "", finest)),
                total=step.is_total,
            )
            for step in steps
        ],
    )


def capacity_chart(staffing: Capacity) -> charts.Stacks | None:
    """Posts before and after as two bars; where the areas' share of the change is open, the second bar is one piece."""
    if staffing.before is None:
        return None
    parts = [
        charts.Part(
            label=row.label,
            before=row.before,
            before_text=posts(row.before),
            after=row.after,
            after_text=posts(row.after),
        )
        for row in staffing.rows
        if row.is_area
    ]
    if not staffing.split_known:
        parts.insert(
            0,
            charts.Part(
                label="alle Bereiche (Aufteilung nicht bekannt)",
                before=None,
                before_text=UNKNOWN,
                after=staffing.after,
                after_text=posts(staffing.after),
            ),
        )
    return charts.before_after(
        id="stellen",
        title="Planstellen vorher und nachher",
        before=("laut Haushaltsplanentwurf", posts(staffing.before)),
        after=("nunmehr", posts(staffing.after)),
        parts=parts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """A fund before and after transfers, as cells of a table whose head names the unit."""

    label: str
    allocated: str
    transferred: str
    available: str


def balance_lines(balances: Iterable[FundBalance], step: Decimal) -> tuple[BalanceLine, ...]:
    """The funds that transfers touch; without any transfer there is nothing to tell."""
    listed = tuple(balances)
    if not any(balance.transferred != 0 for balance in listed):
        return ()
    return tuple(
        BalanceLine(
            label=balance.fund.label,
            allocated=amount_text(balance.allocated, step),
            transferred=signed(amount_text(balance.transferred, step), balance.transferred),
            available=amount_text(balance.available, step),
        )
        for balance in listed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLine:
    """One printed row; `width` is the length of its bar in percent of the longest."""

    label: str
    code: str
    amount: str
    share: str
    width: str
    is_remainder: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareTable:
    """Shares as a table with bars, the largest first and what is not split up last."""

    id: str
    title: str
    unit: str
    lines: tuple[ShareLine, ...]
    total: str
    total_share: str
    rounding_note: bool


def share_table(split: Breakdown, *, id: str, title: str, step: Decimal) -> ShareTable:
    remainder = (split.remainder,) if split.remainder else ()
    longest = _longest((*split.parts, *remainder))
    return ShareTable(
        id=id,
        title=title,
        unit=unit_of(step),
        lines=(
            *(_line(part, longest, step) for part in split.by_size),
            *(_remainder(part, longest, step) for part in remainder),
        ),
        total=amount_text(split.whole, step),
        total_share=percent(None if split.whole is None else WHOLE),
        rounding_note=split.rounding_note,
    )


def _longest(parts: Sequence[Part]) -> Decimal:
    return max((part.amount for part in parts if part.amount is not None), default=Decimal(0))


def _line(part: Part, longest: Decimal, step: Decimal) -> ShareLine:
    return ShareLine(
        label=part.label,
        code=part.code,
        amount=amount_text(part.amount, step),
        share=percent(part.share, SHARE_PLACES),
        width=_width(part.amount, longest),
    )


def _remainder(part: Part, longest: Decimal, step: Decimal) -> ShareLine:
    overspent = part.amount is not None and part.amount < 0
    return ShareLine(
        label="mehr verplant als verfügbar" if overspent else "weitere, noch nicht aufgeteilt",
        code="",
        amount=amount_text(part.amount, step),
        share=percent(part.share, SHARE_PLACES),
        width=_width(part.amount, longest),
        is_remainder=True,
    )


def _width(amount: Decimal | None, longest: Decimal) -> str:
    if amount is None or amount <= 0:
        return charts.percent(Decimal(0))
    return charts.percent(amount / longest * 100)
