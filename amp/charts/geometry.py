"""What every picture needs: sizes in pixels, positions in percent."""

from decimal import ROUND_HALF_UP, Decimal

LINE = 18
BAR = 24
GAP = 12
INSIDE_FROM = Decimal(34)
"""From this share of the width (percent) on, a bar holds its own text even at 320 pixels."""

HUNDRED = Decimal(100)

TableRow = tuple[str, ...]


def percent(value: Decimal) -> str:
    """A position for an SVG attribute; always with a point, whatever the language of the page."""
    rounded = value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    return f"{rounded:f}%"
