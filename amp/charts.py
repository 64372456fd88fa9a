"""Geometry of the pictures. Values and finished texts in, positions out; the templates in templates/charts/ only print.

Horizontal positions are percentages as text ("12.5%"), so that bars follow the width of the page while the lettering
keeps its size, on a phone as on paper. Vertical positions are whole pixels. Texts arrive formatted (see amp.numbers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from textwrap import wrap

LINE = 18
BAR = 24
GAP = 12
LABEL_CHARACTERS = 40
INSIDE_FROM = Decimal(34)
"""From this share of the width (percent) on, a bar holds its own text even at 320 pixels."""

HUNDRED = Decimal(100)

TableRow = tuple[str, ...]


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall: a total stands on 0, a step starts where the last one ended. None is unknown: no bar."""

    label: str
    value: Decimal | None
    text: str
    total: bool = False


@dataclass(frozen=True)
class TextLine:
    text: str
    y: int


@dataclass(frozen=True)
class Bar:
    """A drawn bar; `text_inside` tells on which ground the text stands, `anchor` and `dx` on which side."""

    kind: str
    lines: tuple[TextLine, ...]
    x: str
    width: str
    y: int
    text: str
    text_x: str
    text_y: int
    text_inside: bool
    anchor: str
    dx: int


@dataclass(frozen=True)
class Connector:
    x: str
    y1: int
    y2: int


@dataclass(frozen=True)
class Waterfall:
    id: str
    title: str
    description: str
    height: int
    bar_height: int
    zero: str
    bars: tuple[Bar, ...]
    connectors: tuple[Connector, ...]
    table_head: TableRow
    table_rows: tuple[TableRow, ...]


def waterfall(*, id: str, title: str, steps: Sequence[Step], unit_head: str) -> Waterfall:
    """Totals and the steps between them, one row each; `unit_head` heads the figures in the table beside it."""
    spans = _spans(steps)
    low = min([Decimal(0), *(min(span) for span in spans if span)])
    high = max([Decimal(0), *(max(span) for span in spans if span)])
    extent = high - low or Decimal(1)

    def position(value: Decimal) -> Decimal:
        return (value - low) * HUNDRED / extent

    bars: list[Bar] = []
    connectors: list[Connector] = []
    ends: tuple[Decimal, int] | None = None
    y = 0
    for step, span in zip(steps, spans, strict=True):
        lines = _lines(step.label, y)
        bar_y = y + LINE * len(lines) + 2
        left, right = (position(min(span)), position(max(span))) if span else (Decimal(0), Decimal(0))
        if ends and span:
            connectors.append(Connector(x=_percent(ends[0]), y1=ends[1], y2=bar_y))
        if span:
            ends = (position(span[1]), bar_y + BAR)
        bars.append(_bar(step, lines=lines, y=bar_y, left=left, right=right))
        y = bar_y + BAR + GAP
    return Waterfall(
        id=id,
        title=title,
        description="; ".join(f"{step.label}: {step.text}" for step in steps),
        height=max(y - GAP + 2, 1),
        bar_height=BAR,
        zero=_percent(position(Decimal(0))),
        bars=tuple(bars),
        connectors=tuple(connectors),
        table_head=("Position", unit_head),
        table_rows=tuple((step.label, step.text) for step in steps),
    )


def _spans(steps: Sequence[Step]) -> list[tuple[Decimal, Decimal] | None]:
    """(from, to) of every step in the unit of the values."""
    spans: list[tuple[Decimal, Decimal] | None] = []
    level = Decimal(0)
    for step in steps:
        if step.value is None:
            spans.append(None)
            continue
        start = Decimal(0) if step.total else level
        level = start + step.value
        spans.append((start, level))
    return spans


def _bar(step: Step, *, lines: tuple[TextLine, ...], y: int, left: Decimal, right: Decimal) -> Bar:
    kind = "unknown" if step.value is None else "total" if step.total else "minus" if step.value < 0 else "plus"
    inside = right - left >= INSIDE_FROM
    if inside:
        text_x, anchor, dx = right, "end", -8
    elif left >= HUNDRED - right:
        text_x, anchor, dx = left, "end", -6
    else:
        text_x, anchor, dx = right, "start", 4 if step.value is None else 6
    return Bar(
        kind=kind,
        lines=lines,
        x=_percent(left),
        width=_percent(max(right - left, Decimal("0.3"))),
        y=y,
        text=step.text,
        text_x=_percent(text_x),
        text_y=y + 17,
        text_inside=inside and kind == "total",
        anchor=anchor,
        dx=dx,
    )


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
            Segment(part=number, x=_percent(left), width=_percent(width), text=shown, text_x=_percent(left + width / 2))
        )
        left += width
    return segments


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
            width=_percent(max(row.value or Decimal(0), Decimal(0)) * HUNDRED / largest if largest > 0 else Decimal(0)),
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


@dataclass(frozen=True)
class Place:
    """A municipality on the tile map; row and column count from 1."""

    label: str
    row: int
    column: int
    count: int


@dataclass(frozen=True)
class Tile:
    label: str
    short: str
    count: int
    level: int
    x: str
    y: int
    text_x: str
    label_y: int
    count_y: int


@dataclass(frozen=True)
class TileMap:
    id: str
    title: str
    description: str
    height: int
    tile_width: str
    tile_height: int
    tiles: tuple[Tile, ...]
    table_head: TableRow
    table_rows: tuple[TableRow, ...]


TILE = 60
SHORT_CHARACTERS = 7


def tile_map(*, id: str, title: str, places: Sequence[Place], count_head: str) -> TileMap:
    """Equal tiles roughly as on the map, each with its number; three levels of ink support what the number says."""
    columns = max((place.column for place in places), default=1)
    rows = max((place.row for place in places), default=0)
    most = max((place.count for place in places), default=0)
    step = HUNDRED / columns
    tiles = tuple(
        Tile(
            label=place.label,
            short=place.label if len(place.label) <= SHORT_CHARACTERS else f"{place.label[:5]}.",
            count=place.count,
            level=-(-3 * place.count // most) if most else 0,
            x=_percent(step * (place.column - 1)),
            y=(place.row - 1) * TILE,
            text_x=_percent(step * (place.column - 1) + step / 2),
            label_y=(place.row - 1) * TILE + 20,
            count_y=(place.row - 1) * TILE + 43,
        )
        for place in places
    )
    by_name = sorted(places, key=lambda place: place.label)
    return TileMap(
        id=id,
        title=title,
        description="; ".join(f"{place.label}: {place.count}" for place in by_name),
        height=max(rows * TILE, 1),
        tile_width=_percent(step),
        tile_height=TILE,
        tiles=tiles,
        table_head=("Kommune", count_head),
        table_rows=tuple((place.label, str(place.count)) for place in by_name),
    )


def _lines(label: str, top: int) -> tuple[TextLine, ...]:
    texts = wrap(label, LABEL_CHARACTERS, break_on_hyphens=False) or [""]
    return tuple(TextLine(text=text, y=top + LINE * number + 14) for number, text in enumerate(texts))


def _percent(value: Decimal) -> str:
    """A position for an SVG attribute; always with a point, whatever the language of the page."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:f}%"
