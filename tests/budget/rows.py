"""Short ways to write budget rows in tests; a test names only what matters to it."""

from decimal import Decimal

from budget.figures import BudgetRow, Fund, LineKind, StaffingKind, StaffingRow


def euros(amount):
    return None if amount is None else Decimal(amount)


def allocation(amount, fund=Fund.EGT, **more):
    return BudgetRow(kind=LineKind.ALLOCATION, fund=fund, amount=euros(amount), **more)


def transfer(amount, fund=Fund.EGT, to_fund=Fund.VWT, **more):
    return BudgetRow(kind=LineKind.TRANSFER, fund=fund, to_fund=to_fund, amount=euros(amount), **more)


def expenditure(amount, fund=Fund.EGT, **more):
    return BudgetRow(kind=LineKind.EXPENDITURE, fund=fund, amount=euros(amount), **more)


def planned(posts, label="Bereich", **more):
    return StaffingRow(kind=StaffingKind.PLAN, label=label, posts=euros(posts), **more)


def changed(posts, label="Einsparung im Bereich", **more):
    return StaffingRow(kind=StaffingKind.CHANGE, label=label, posts=euros(posts), **more)
