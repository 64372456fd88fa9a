"""The funds after transfers, in €: what was allocated, what moved, what is available."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from budget.figures.derivation import total
from budget.figures.rows import BudgetRow, Fund, LineKind


@dataclass(frozen=True, slots=True, kw_only=True)
class FundBalance:
    """One fund in €: what was allocated, what transfers add (+) or take (−), and what is available after them."""

    fund: Fund
    allocated: Decimal | None
    transferred: Decimal | None
    available: Decimal | None


def fund_balances(rows: Iterable[BudgetRow]) -> tuple[FundBalance, ...]:
    """The funds that are allocated to or touched by a transfer. Over all of them transfers add up to 0."""
    lines = list(rows)
    return tuple(balance for fund in Fund if (balance := _balance(fund, lines)) is not None)


def _balance(fund: Fund, lines: Sequence[BudgetRow]) -> FundBalance | None:
    allocations = [row.amount for row in lines if row.kind == LineKind.ALLOCATION and row.fund == fund]
    transfers = [
        _as_seen_from(fund, row) for row in lines if row.kind == LineKind.TRANSFER and fund in (row.fund, row.to_fund)
    ]
    if not allocations and not transfers:
        return None
    allocated = total(allocations)
    transferred = total(transfers) if transfers else Decimal(0)
    return FundBalance(
        fund=fund, allocated=allocated, transferred=transferred, available=total((allocated, transferred))
    )


def _as_seen_from(fund: Fund, transfer: BudgetRow) -> Decimal | None:
    if transfer.amount is None:
        return None
    return transfer.amount if transfer.to_fund == fund else -transfer.amount
