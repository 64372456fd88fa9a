"""Table columns for money, posts and shares: right-aligned, the unit in the head, a dash for what is not known.

Cells print rounded; exports carry the exact value in the same unit as the head.
"""

from decimal import Decimal
from typing import Any, ClassVar

import django_tables2 as tables

from amp import numbers
from amp.templatetags.amp import titled


class NumberColumn(tables.Column):
    """Prints `value` in the unit of the column with a fixed number of decimals."""

    unit: ClassVar[str] = ""
    shift: ClassVar[int] = 0
    """Powers of ten between the stored value and the unit: −3 prints € as T€, 2 prints a fraction as percent."""

    def __init__(self, *args: Any, places: int = 0, attrs: dict[str, Any] | None = None, **kwargs: Any) -> None:
        aligned = {"td": {"class": "numeric"}, "th": {"class": "numeric"}}
        kwargs.setdefault("default", titled(numbers.UNKNOWN))
        super().__init__(*args, attrs={**aligned, **(attrs or {})}, **kwargs)
        self.places = places

    @property
    def header(self) -> str | None:
        """The heading with the unit: »Betrag (T€)«."""
        return f"{self.verbose_name} ({self.unit})" if self.verbose_name and self.unit else super().header

    def render(self, value: Decimal | int) -> str:
        return numbers.number(self.value(value), self.places)

    def value(self, value: Decimal | int | None) -> Decimal | None:
        """The exact value in the unit of the column, as exports want it."""
        if value is None:
            return None
        return Decimal(value).scaleb(self.shift).normalize() if self.shift else Decimal(value)


class EuroColumn(NumberColumn):
    """Amounts in whole €; `places=2` adds the cents."""

    unit = numbers.EURO


class ThousandsColumn(NumberColumn):
    """Amounts in €, printed in T€."""

    unit = numbers.THOUSAND_EURO
    shift = -3


class PercentColumn(NumberColumn):
    """Shares as fractions of 1, printed in percent."""

    unit = numbers.PERCENT
    shift = 2


class PostsColumn(NumberColumn):
    """Full-time posts: at most one decimal, no trailing ",0"."""

    def render(self, value: Decimal | int) -> str:
        return numbers.posts(value)
