"""Parts of a whole as horizontal bars, never as a pie."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from amp.charts.geometry import HUNDRED, TableRow, percent


@dataclass(frozen=True)
class Share:
    label: str
    value: Decimal | None
    text: str
    share_text: str = ""


@dataclass(frozen=True)
class ShareBar:
    label: str
    width: str
    text: str
    share_text: str


@dataclass(frozen=True)
class Shares:
    id: str
    title: str
    bars: tuple[ShareBar, ...]
    table_head: TableRow
    table_rows: tuple[TableRow, ...]


def shares(*, id: str, title: str, rows: Sequence[Share], unit_head: str) -> Shares:
    """Horizontal bars, the largest first, what is not known last; the longest bar fills the width."""
    ordered = sorted(rows, key=lambda row: (row.value is None, -(row.value or Decimal(0))))
    largest = max((row.value for row in rows if row.value is not None), default=Decimal(0))
    bars = tuple(
        ShareBar(
            label=row.label,
            width=percent(max(row.value or Decimal(0), Decimal(0)) * HUNDRED / largest if largest > 0 else Decimal(0)),
            text=row.text,
            share_text=row.share_text,
        )
        for row in ordered
    )
    return Shares(
        id=id,
        title=title,
        bars=bars,
        table_head=("Position", unit_head, "Anteil"),
        table_rows=tuple((bar.label, bar.text, bar.share_text or "–") for bar in bars),
    )
