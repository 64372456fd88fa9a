"""The difference of two stages, row by row (UI: »Änderungsliste«). Amounts are €, staffing changes are posts."""

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from itertools import permutations

from budget.figures.derivation import total
from budget.figures.rows import BudgetRow, Fund, LineKind, StaffingRow


class ChangeState(StrEnum):
    """What happened to a row; OPEN: an amount is not known, so nobody can say."""

    NEW = "neu"
    REMOVED = "entfallen"
    CHANGED = "geändert"
    UNCHANGED = "unverändert"
    OPEN = "offen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row before and after. A row that one stage lacks counts as nothing there: its difference is the amount."""

    label: str
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    state: ChangeState


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeList:
    """All changes of one kind with their totals; the differences of the rows add up to the difference of the totals."""

    title: str
    changes: tuple[Change, ...]
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None


def change_list(before: Sequence[BudgetRow], after: Sequence[BudgetRow]) -> tuple[ChangeList, ...]:
    """Compare two stages, one list for each kind of line that either of them has.

    Transfers have a list for each direction: what goes there and what comes back does not add up to anything.
    A stage without any known amount, or without any known allocation, is not recorded yet in this respect: everything
    compared with it stays open instead of looking new.
    """
    same = _same_rows(before, after)
    groups = sorted({_group(row) for row in (*before, *after)}, key=_GROUPS.index)
    return tuple(_compare(_title(group), _money(before, group, {}), _money(after, group, same)) for group in groups)


def staffing_changes(before: Sequence[StaffingRow], after: Sequence[StaffingRow]) -> ChangeList:
    """Compare the posts of two stages, planned posts and changes to them alike; the totals are the capacities."""
    return _compare("Planstellen", _posts(before), _posts(after))


_Group = tuple[LineKind, Fund | None, Fund | None]
"""What one list compares: a kind of line, for transfers with the funds they lead from and to."""

_GROUPS: list[_Group] = [
    (LineKind.ALLOCATION, None, None),
    *((LineKind.TRANSFER, fund, to_fund) for fund, to_fund in permutations(Fund, 2)),
    (LineKind.EXPENDITURE, None, None),
]


def _group(row: BudgetRow) -> _Group:
    return (row.kind, row.fund, row.to_fund) if row.kind == LineKind.TRANSFER else (row.kind, None, None)


def _title(group: _Group) -> str:
    kind, fund, to_fund = group
    return f"{kind.label} {fund.label} → {to_fund.label}" if fund and to_fund else kind.label


@dataclass(frozen=True, slots=True)
class _Side:
    """One stage as the comparison sees it. Where it is recorded, a missing row means nothing; else it means unknown."""

    amounts: dict[Hashable, Decimal | None]
    labels: dict[Hashable, str]
    recorded: bool

    def lacks(self, key: Hashable) -> bool:
        return self.recorded and key not in self.amounts

    def amount(self, key: Hashable) -> Decimal | None:
        """The amount to reckon with: 0 for a row that this stage is known not to have."""
        return Decimal(0) if self.lacks(key) else self.amounts.get(key)

    def sum(self) -> Decimal | None:
        nothing = self.recorded and not self.amounts
        return Decimal(0) if nothing else total(self.amounts.values())


def _money(rows: Sequence[BudgetRow], group: _Group, same: Mapping[Hashable, Hashable]) -> _Side:
    entries = [(same.get(key := _line_key(row), key), row.title, row.amount) for row in rows if _group(row) == group]
    known = any(amount is not None for _, _, amount in entries)
    stage_known = any(row.amount is not None for row in rows)
    return _side(entries, recorded=known or (stage_known and not entries and group[0] != LineKind.ALLOCATION))


def _posts(rows: Sequence[StaffingRow]) -> _Side:
    entries = [((row.kind, row.code or row.label), row.label, row.posts) for row in rows]
    return _side(entries, recorded=any(row.posts is not None for row in rows))


def _side(entries: Iterable[tuple[Hashable, str, Decimal | None]], *, recorded: bool) -> _Side:
    """Rows that share a key are one row to the reader and are added up."""
    groups: dict[Hashable, list[Decimal | None]] = {}
    labels: dict[Hashable, str] = {}
    for key, label, amount in entries:
        groups.setdefault(key, []).append(amount)
        labels[key] = label
    return _Side({key: total(amounts) for key, amounts in groups.items()}, labels, recorded)


def _same_rows(before: Sequence[BudgetRow], after: Sequence[BudgetRow]) -> dict[Hashable, Hashable]:
    """Keys of `after` → keys of `before`, for rows that only got another assignment, such as a plan line, in between.

    Such a row has no exact match, and its name occurs once among the unmatched rows of either stage.
    """
    keys_before, keys_after = ({_line_key(row): _name(row) for row in rows} for rows in (before, after))
    left_before = {key: name for key, name in keys_before.items() if key not in keys_after}
    left_after = {key: name for key, name in keys_after.items() if key not in keys_before}
    counts_before, counts_after = Counter(left_before.values()), Counter(left_after.values())
    by_name = {name: key for key, name in left_before.items() if counts_before[name] == 1}
    return {key: by_name[name] for key, name in left_after.items() if counts_after[name] == 1 and name in by_name}


def _name(row: BudgetRow) -> Hashable:
    return (row.kind, row.fund, row.to_fund, row.title)


def _line_key(row: BudgetRow) -> Hashable:
    """What makes a row the same row in both stages: everything but its amount and how the amount is known."""
    return (
        row.kind,
        row.fund,
        row.to_fund,
        row.product_code,
        row.plan_line_code,
        row.instrument_short,
        row.measure_name,
        row.label,
    )


def _compare(title: str, before: _Side, after: _Side) -> ChangeList:
    labels = before.labels | after.labels
    return ChangeList(
        title=title,
        changes=tuple(_change(label, key, before, after) for key, label in labels.items()),
        before=before.sum(),
        after=after.sum(),
        difference=_minus(after.sum(), before.sum()),
    )


def _change(label: str, key: Hashable, before: _Side, after: _Side) -> Change:
    difference = _minus(after.amount(key), before.amount(key))
    if before.lacks(key):
        state = ChangeState.NEW
    elif after.lacks(key):
        state = ChangeState.REMOVED
    elif difference is None:
        state = ChangeState.OPEN
    else:
        state = ChangeState.CHANGED if difference else ChangeState.UNCHANGED
    return Change(
        label=label,
        before=before.amounts.get(key),
        after=after.amounts.get(key),
        difference=difference,
        state=state,
    )


def _minus(minuend: Decimal | None, subtrahend: Decimal | None) -> Decimal | None:
    return None if minuend is None or subtrahend is None else minuend - subtrahend
