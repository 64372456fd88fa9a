"""The way from the Eingliederungstitel to what is left for measures, as bars of a chart. Geometry only, no pixels."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from budget.figures.derivation import KeyFigure

LEVELS = ("F02", "F05", "F07")
"""The totals of the chart; the steps between them are the terms of the next total's derivation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One bar from `start` to `end` in €. A total starts at 0; a step starts where the one before it ended."""

    id: str | None
    label: str
    value: Decimal
    start: Decimal
    end: Decimal
    is_total: bool


def waterfall(figures: Iterable[KeyFigure]) -> tuple[Step, ...]:
    """The bars for the figures of `key_figures`, as far as they are known.

    A total that nothing was added to or taken from is not repeated.
    """
    by_id = {figure.id: figure for figure in figures}
    first = by_id[LEVELS[0]]
    if first.value is None:
        return ()
    return (_total(first, first.value), *_descent(by_id))


def _descent(by_id: dict[str, KeyFigure]) -> Iterator[Step]:
    for upper, lower in pairwise(LEVELS):
        figure = by_id[lower]
        if figure.value is None:
            return
        steps = tuple(_steps(figure, upper))
        yield from steps
        if steps:
            yield _total(figure, figure.value)


def _steps(figure: KeyFigure, upper: str) -> Iterator[Step]:
    """The terms of a known figure after the total it starts from."""
    level = Decimal(0)
    for term in figure.derivation:
        value = term.sign * (term.value or Decimal(0))
        if term.id != upper:
            yield Step(id=term.id, label=term.label, value=value, start=level, end=level + value, is_total=False)
        level += value


def _total(figure: KeyFigure, value: Decimal) -> Step:
    return Step(id=figure.id, label=figure.label, value=value, start=Decimal(0), end=value, is_total=True)
