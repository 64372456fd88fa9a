"""Totals and the steps between them, lying on their side."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from textwrap import wrap

from amp.charts.geometry import BAR, GAP, HUNDRED, INSIDE_FROM, LINE, TableRow, percent

LABEL_CHARACTERS = 40


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
            connectors.append(Connector(x=percent(ends[0]), y1=ends[1], y2=bar_y))
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
        zero=percent(position(Decimal(0))),
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
        x=percent(left),
        width=percent(max(right - left, Decimal("0.3"))),
        y=y,
        text=step.text,
        text_x=percent(text_x),
        text_y=y + 17,
        text_inside=inside and kind == "total",
        anchor=anchor,
        dx=dx,
    )


def _lines(label: str, top: int) -> tuple[TextLine, ...]:
    texts = wrap(label, LABEL_CHARACTERS, break_on_hyphens=False) or [""]
    return tuple(TextLine(text=text, y=top + LINE * number + 14) for number, text in enumerate(texts))
