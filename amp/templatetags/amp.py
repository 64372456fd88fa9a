"""Template filters of the whole project, available in every template. Numbers print only through these."""

from collections.abc import Hashable
from decimal import Decimal
from functools import lru_cache
from typing import Protocol

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from amp import numbers
from amp.prose import shown_prose
from amp.unbroken import unbroken, unbroken_html

register = template.Library()

register.filter("euro", numbers.euro)
register.filter("thousands", numbers.thousands)
register.filter("posts", numbers.posts)
register.filter("percent", numbers.percent)
register.filter("number", numbers.number)
register.filter("german_date", numbers.german_date)
register.filter("unbroken", unbroken)


class Measured(Protocol):
    """Anything that carries a value with its unit, qualifier and precision, such as a key figure."""

    value: Decimal | None
    unit: str
    qualifier: str
    precision: Decimal


@register.filter
def quantity(measured: Measured) -> str:
    """`{{ figure|quantity }}` prints the value with qualifier and unit: `rd. 13.015 T€`."""
    return numbers.quantity(measured.value, measured.unit, measured.qualifier, measured.precision)


@register.filter
def in_unit(value: Decimal | None, figure: Measured) -> str:
    """`{{ term.value|in_unit:figure }}` prints a value in the unit and precision of a figure, without a qualifier."""
    return numbers.quantity(value, figure.unit, precision=figure.precision)


@register.filter
def titled(printed: str) -> str:
    """`{{ amount|euro|titled }}` explains the dash of an unknown value to the pointer; other text stays as it is."""
    if printed != numbers.UNKNOWN:
        return printed
    return format_html('<span title="{}">{}</span>', numbers.UNKNOWN_TITLE, numbers.UNKNOWN)


@register.filter
def prose(html: str, level: int = 4) -> str:
    """`{{ section.text|prose:3 }}` prints stored HTML, the only place that does; its headings begin at this level."""
    return mark_safe(unbroken_html(shown_prose(html, level)))  # noqa: S308  (cleaned in the same expression)


@register.simple_tag
def pure(template_name: str, **values: Hashable) -> SafeString:
    """`{% pure "_key_figure.html" figure=figure %}` includes a template that prints its arguments and nothing else.

    The arguments are frozen values, so the result follows from them alone and is remembered: the same figure is laid
    out once, and a figure that changed in any respect is another one.
    """
    render = _rendered.__wrapped__ if settings.DEBUG else _rendered
    return render(template_name, tuple(values.items()))


@lru_cache(maxsize=4096)
def _rendered(template_name: str, values: tuple[tuple[str, Hashable], ...]) -> SafeString:
    return render_to_string(template_name, dict(values))
