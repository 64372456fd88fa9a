"""Municipalities as equal tiles, roughly as on the map."""

from collections.abc import Sequence
from dataclasses import dataclass

from amp.charts.geometry import HUNDRED, TableRow, percent

TILE = 60
SHORT_CHARACTERS = 7


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
            x=percent(step * (place.column - 1)),
            y=(place.row - 1) * TILE,
            text_x=percent(step * (place.column - 1) + step / 2),
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
        tile_width=percent(step),
        tile_height=TILE,
        tiles=tiles,
        table_head=("Kommune", count_head),
        table_rows=tuple((place.label, str(place.count)) for place in by_name),
    )
