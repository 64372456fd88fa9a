"""The posts as the draft plans them, what changed, and what is left, area by area."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from amp.numbers import Qualifier
from budget.figures.derivation import total
from budget.figures.rows import StaffingKind, StaffingRow


@dataclass(frozen=True, slots=True, kw_only=True)
class CapacityRow:
    """One area, or (`is_area` False) a change that names no single area; None is not known, 0 is no change."""

    label: str
    before: Decimal | None
    change: Decimal | None
    after: Decimal | None
    is_area: bool = True
    qualifier: Qualifier = Qualifier.EXACT
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Capacity:
    """The areas in their order with their totals. `split_known` is False where a change cannot be told by area."""

    rows: tuple[CapacityRow, ...]
    before: Decimal | None
    change: Decimal | None
    after: Decimal | None
    split_known: bool

    @property
    def sources(self) -> tuple[str, ...]:
        """Where the rows come from, each source once."""
        return tuple(dict.fromkeys(row.source for row in self.rows if row.source))


def capacity(staffing: Iterable[StaffingRow]) -> Capacity:
    """A change belongs to the one planned area of its name; any other leaves open what remains in each area."""
    lines = list(staffing)
    planned = [row for row in lines if row.kind == StaffingKind.PLAN]
    changes = [row for row in lines if row.kind == StaffingKind.CHANGE]
    names = Counter(row.label for row in planned)
    areas = {name for name, count in names.items() if count == 1}
    in_areas = [row for row in changes if row.label in areas]
    elsewhere = [row for row in changes if row.label not in areas]
    before = total(row.posts for row in planned)
    change = total(row.posts for row in changes) if changes else Decimal(0)
    return Capacity(
        rows=(
            *(_area(row, in_areas, split_known=not elsewhere) for row in planned),
            *(_across(row) for row in elsewhere),
        ),
        before=before,
        change=change,
        after=total((before, change)),
        split_known=not elsewhere,
    )


def _area(row: StaffingRow, changes: Sequence[StaffingRow], *, split_known: bool) -> CapacityRow:
    own = [change.posts for change in changes if change.label == row.label]
    known = total(own) if own else (Decimal(0) if split_known else None)
    return CapacityRow(
        label=row.label,
        before=row.posts,
        change=known,
        after=total((row.posts, known)) if split_known else None,
        qualifier=row.qualifier,
        source=row.source,
    )


def _across(row: StaffingRow) -> CapacityRow:
    return CapacityRow(
        label=row.label,
        before=None,
        change=row.posts,
        after=None,
        is_area=False,
        qualifier=row.qualifier,
        source=row.source,
    )
