"""What several changes of the same rows come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from amp.models import Change

Columns = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetChange:
    """A row before and after: None where there was or is none, otherwise all its columns or those that changed.

    `last` is the key of the last change it is made of.
    """

    table: str
    row: int
    before: Columns | None
    after: Columns | None
    last: int

    @property
    def verb(self) -> str:
        """The permission it takes to take it back."""
        if self.after is None:
            return "add"
        return "delete" if self.before is None else "change"


def net_changes(changes: Iterable[Change]) -> tuple[NetChange, ...]:
    """One for each row, in the order of their last changes; nothing for a row that came and went, or is as before."""
    rows: dict[tuple[str, int], list[Change]] = {}
    for change in sorted(changes, key=lambda change: change.pk):
        rows.setdefault((change.table, change.row), []).append(change)
    nets = [_net(table, row, of_row) for (table, row), of_row in rows.items()]
    return tuple(sorted((net for net in nets if net.before != net.after), key=lambda net: net.last))


def _net(table: str, row: int, changes: list[Change]) -> NetChange:
    before: dict[str, Any] | None = {}
    after: dict[str, Any] | None = {}
    for change in changes:
        after = None if change.after is None else {**(after or {}), **change.after}
    for change in reversed(changes):
        before = None if change.before is None else {**(before or {}), **change.before}
    if before and after and changes[0].kind == changes[-1].kind == "U":
        same = {column for column in before if before[column] == after[column]}
        before = {column: value for column, value in before.items() if column not in same}
        after = {column: value for column, value in after.items() if column not in same}
    return NetChange(table=table, row=row, before=before, after=after, last=changes[-1].pk)
