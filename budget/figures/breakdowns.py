"""Who gets how much of a whole: sums by fund, product, plan line, instrument or measure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from amp.numbers import WHOLE, round_half_up, round_to
from budget.figures.derivation import total
from budget.figures.rows import BudgetRow, Fund, LineKind

UNASSIGNED = "ohne Zuordnung"
REMAINDER = "nicht aufgeteilt"


class Dimension(StrEnum):
    """What a breakdown groups by."""

    FUND = "fund"
    PRODUCT = "product"
    PLAN_LINE = "plan_line"
    INSTRUMENT = "instrument"
    MEASURE = "measure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One group: `amount` in €, `share` as an exact fraction of the whole (0.5 = 50 %); None where not known."""

    label: str
    code: str
    amount: Decimal | None
    share: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdown:
    """Parts of a whole, in €. Parts and remainder add up to the whole exactly; a negative remainder is overspent.

    `total` is the sum of the parts, None when one is unknown; `whole` is what the shares refer to. `rounding_note`
    says that the printed numbers do not add up (»Rundungsdifferenzen möglich«); they are never adjusted.
    """

    parts: tuple[Part, ...]
    remainder: Part | None
    total: Decimal | None
    whole: Decimal | None
    rounding_note: bool

    @property
    def by_size(self) -> tuple[Part, ...]:
        """The parts from the largest to the smallest, unknown ones last, as a chart wants them."""
        return tuple(sorted(self.parts, key=lambda part: (part.amount is None, -(part.amount or Decimal(0)))))


def breakdown(
    rows: Iterable[BudgetRow],
    *,
    by: Dimension,
    kind: LineKind = LineKind.EXPENDITURE,
    whole: Decimal | None = None,
    step: Decimal = WHOLE,
) -> Breakdown:
    """Group the rows of one kind. Without `whole` the shares refer to the sum of the parts.

    `step` is what the amounts are printed in (1000 for T€); it only decides on the rounding note.
    """
    groups: dict[tuple[str, str], list[Decimal | None]] = {}
    for row in rows:
        if row.kind == kind:
            groups.setdefault(_KEYS[by](row), []).append(row.amount)
    amounts = {key: total(values) for key, values in groups.items()}
    parts_total = total(amounts.values())
    base = parts_total if whole is None else whole
    parts = tuple(_part(code, label or code or UNASSIGNED, amount, base) for (code, label), amount in amounts.items())
    remainder = None if whole is None else _remainder(whole, parts_total, empty=not parts)
    shown = parts if remainder is None else (*parts, remainder)
    return Breakdown(
        parts=parts,
        remainder=remainder,
        total=parts_total,
        whole=base,
        rounding_note=_printed_apart(shown, base, step),
    )


def _remainder(whole: Decimal, parts_total: Decimal | None, *, empty: bool) -> Part | None:
    """What the parts leave of the whole; unknown when a part is, nothing when they add up."""
    if empty:
        return _part("", REMAINDER, whole, whole)
    if parts_total == whole:
        return None
    return _part("", REMAINDER, None if parts_total is None else whole - parts_total, whole)


def _part(code: str, label: str, amount: Decimal | None, whole: Decimal | None) -> Part:
    share = amount / whole if amount is not None and whole else None
    return Part(label=label, code=code, amount=amount, share=share)


def _printed_apart(parts: Sequence[Part], whole: Decimal | None, step: Decimal) -> bool:
    """Whether shares in percent with two decimals, or amounts in `step`, visibly fail to add up."""
    amounts = [part.amount for part in parts if part.amount is not None]
    if whole is None or not parts or len(amounts) < len(parts):
        return False
    shares = [part.share for part in parts if part.share is not None]
    shares_apart = bool(shares) and sum(round_half_up(share, 4) for share in shares) != 1
    return shares_apart or sum(round_to(amount, step) for amount in amounts) != round_to(whole, step)


def _fund_key(row: BudgetRow) -> tuple[str, str]:
    return row.fund, Fund(row.fund).label


def _instrument_key(row: BudgetRow) -> tuple[str, str]:
    """Rows without an instrument keep their own name instead of vanishing in one lump."""
    return (row.instrument_short, row.instrument_label) if row.instrument_short else ("", row.title)


_KEYS: Mapping[Dimension, Callable[[BudgetRow], tuple[str, str]]] = MappingProxyType(
    {
        Dimension.FUND: _fund_key,
        Dimension.PRODUCT: lambda row: (row.product_code, row.product_name),
        Dimension.PLAN_LINE: lambda row: (row.plan_line_code, row.plan_line_label),
        Dimension.INSTRUMENT: _instrument_key,
        Dimension.MEASURE: lambda row: ("", row.measure_name),
    }
)
