"""Calculated against stated: does a key figure equal what the paper prints, in the precision the paper uses?"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from amp.numbers import POSTS, POSTS_STEP, Qualifier, round_to
from budget.figures.derivation import KeyFigure, Origin, Stated
from budget.figures.rows import StatedRow


def compare(figures: Sequence[KeyFigure], stated: Iterable[StatedRow]) -> tuple[KeyFigure, ...]:
    """The figures with the stated values of their code beside them.

    A stated code that no row yields follows at the end as an unknown figure, so nothing the paper says gets lost.
    """
    by_code: dict[str, list[StatedRow]] = defaultdict(list)
    for row in stated:
        by_code[row.code].append(row)
    compared = [_compared(figure, by_code.pop(figure.id, [])) for figure in figures]
    orphans = [_compared(_only_stated(code, rows), rows) for code, rows in by_code.items()]
    return (*compared, *orphans)


def _compared(figure: KeyFigure, rows: Sequence[StatedRow]) -> KeyFigure:
    stated = tuple(_stated(figure, row) for row in rows)
    verdicts = [one.matches for one in stated if one.matches is not None]
    return replace(figure, stated=stated, matches=all(verdicts) if verdicts else None)


def _stated(figure: KeyFigure, row: StatedRow) -> Stated:
    return Stated(
        value=row.value,
        unit=row.unit or figure.unit,
        qualifier=row.qualifier,
        precision=row.precision,
        source=row.source,
        matches=_agrees(figure, row),
    )


def _agrees(figure: KeyFigure, row: StatedRow) -> bool | None:
    """Equal after rounding both to the stated precision (posts: one decimal); »über« states a lower bound."""
    if figure.value is None:
        return None
    step = POSTS_STEP if figure.unit == POSTS else row.precision
    value, stated = round_to(figure.value, step), round_to(row.value, step)
    return value >= stated if row.qualifier == Qualifier.OVER else value == stated


def _only_stated(code: str, rows: Sequence[StatedRow]) -> KeyFigure:
    return KeyFigure(
        id=code,
        label=code,
        value=None,
        unit=rows[0].unit,
        precision=rows[0].precision,
        origin=Origin.STATED,
    )
