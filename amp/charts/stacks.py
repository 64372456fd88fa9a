"""One stacked bar before a change and one after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from amp.charts.geometry import BAR, GAP, HUNDRED, INSIDE_FROM, LINE, TableRow, percent


@dataclass(frozen=True)
class Part:
    """A part of a stacked bar before and after; None is not known and is not drawn."""

    label: str
    before: Decimal | None
    before_text: str
    after: Decimal | None
    after_text: str


@dataclass(frozen=True)
class Segment:
    part: int
    x: str
    width: str
    text: str
    text_x: str


@dataclass(frozen=True)
class Stack:
    label: str
    text: str
    label_y: int
    y: int
    segments: tuple[Segment, ...]


@dataclass(frozen=True)
class LegendRow:
    part: int
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Stacks:
    id: str
    title: str
    description: str
    height: int
    bar_height: int
    stacks: tuple[Stack, ...]
    legend: tuple[LegendRow, ...]
    table_head: TableRow
    table_rows: tuple[TableRow, ...]


def before_after(
    *, id: str, title: str, before: tuple[str, str], after: tuple[str, str], parts: Sequence[Part]
) -> Stacks:
    """Two stacked bars on one scale. `before` and `after` are the bars' (label, text of the sum).

    Where the split is not known, one part may carry the whole bar. Small parts are told by the legend, not in the bar.
    """
    sums = [sum((value for value in values if value is not None), Decimal(0)) for values in _columns(parts)]
    extent = max(*sums, Decimal(0)) or Decimal(1)
    stacks = []
    for row, ((label, text), values) in enumerate(zip((before, after), _columns(parts), strict=True)):
        top = row * (LINE + BAR + GAP + 4)
        texts = [part.after_text if row else part.before_text for part in parts]
        stacks.append(
            Stack(
                label=label,
                text=text,
                label_y=top + 14,
                y=top + LINE + 2,
                segments=tuple(_segments(values, texts, extent)),
            )
        )
    legend = tuple(
        LegendRow(part=number, label=part.label, before=part.before_text, after=part.after_text)
        for number, part in enumerate(parts, start=1)
    )
    return Stacks(
        id=id,
        title=title,
        description="; ".join(f"{label}: {text}" for label, text in (before, after)),
        height=2 * (LINE + BAR + GAP + 4) - GAP,
        bar_height=BAR,
        stacks=tuple(stacks),
        legend=legend,
        table_head=("Bereich", "vorher", "nachher"),
        table_rows=(*((row.label, row.before, row.after) for row in legend), ("Summe", before[1], after[1])),
    )


def _columns(parts: Sequence[Part]) -> tuple[list[Decimal | None], list[Decimal | None]]:
    return [part.before for part in parts], [part.after for part in parts]


def _segments(values: Sequence[Decimal | None], texts: Sequence[str], extent: Decimal) -> list[Segment]:
    segments = []
    left = Decimal(0)
    for number, (value, text) in enumerate(zip(values, texts, strict=True), start=1):
        if value is None or value <= 0:
            continue
        width = value * HUNDRED / extent
        shown = text if width >= INSIDE_FROM else ""
        segments.append(
            Segment(part=number, x=percent(left), width=percent(width), text=shown, text_x=percent(left + width / 2))
        )
        left += width
    return segments
