"""Geometry of the pictures. Values and finished texts in, positions out; the templates in templates/charts/ only print.

Horizontal positions are percentages as text ("12.5%"), so that bars follow the width of the page while the lettering
keeps its size, on a phone as on paper. Vertical positions are whole pixels. Texts arrive formatted (see amp.numbers).
"""

from amp.charts.geometry import percent
from amp.charts.stacks import Part, Stacks, before_after
from amp.charts.tiles import Place, TileMap, tile_map
from amp.charts.waterfall import Step, Waterfall, waterfall

__all__ = [
    "Part",
    "Place",
    "Stacks",
    "Step",
    "TileMap",
    "Waterfall",
    "before_after",
    "percent",
    "tile_map",
    "waterfall",
]
