"""Which row reaches which column: a table of marks with the totals of both."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby


class Mark(StrEnum):
    """How a row reaches a column; each has its own shape, so that it shows without colour."""

    NAMED = "named"
    PLACED = "placed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    key: int
    label: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row before it is laid out: `marks` by the key of the column, `group` what it stands under."""

    label: str
    url: str
    group: str
    marks: Mapping[int, Mark]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row with one cell for each column, empty where there is no mark."""

    label: str
    url: str
    cells: tuple[tuple[str, Mark | None], ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    label: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    id: str
    title: str
    columns: tuple[Column, ...]
    groups: tuple[Group, ...]
    totals: tuple[tuple[str, int], ...]
    """Of each column by its label: how many rows reach it."""

    @property
    def width(self) -> int:
        """All columns of the table: those of the marks, the labels and the totals."""
        return len(self.columns) + 2


def matrix(*, id: str, title: str, columns: Sequence[Column], lines: Sequence[Line]) -> Matrix:
    """The lines in their order; those that follow each other under the same group stand together."""
    return Matrix(
        id=id,
        title=title,
        columns=tuple(columns),
        groups=tuple(
            Group(label=label, rows=tuple(_row(line, columns) for line in together))
            for label, together in groupby(lines, key=lambda line: line.group)
        ),
        totals=tuple((column.label, sum(column.key in line.marks for line in lines)) for column in columns),
    )


def _row(line: Line, columns: Sequence[Column]) -> Row:
    cells = tuple((column.label, line.marks.get(column.key)) for column in columns)
    return Row(label=line.label, url=line.url, cells=cells, total=sum(mark is not None for _, mark in cells))
