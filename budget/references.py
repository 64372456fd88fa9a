"""Figures inside texts: a manager writes `[[F02]]`, the page and the paper print »rd. 13.015 T€«.

A figure in a text is thus never typed, and cannot differ from the budget. `[[` and `]]` are no markup, so the editor,
the sanitiser and the programme file leave references alone.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from html import escape

from amp.numbers import NBSP, quantity
from budget.figures import KeyFigure

PATTERN = r"\[\[ *([A-Za-z0-9_-]{1,16}) *\]\]"
"""A reference with the id of its figure. The database searches texts with it, too, and reads it in the same way."""

_REFERENCE = re.compile(PATTERN)
UNKNOWN_VALUE = "[noch nicht bekannt]"


def printed(figures: Iterable[KeyFigure]) -> dict[str, str]:
    """Id → the figure as texts print it, with qualifier and unit on one line; a value that is not known says so."""
    return {
        figure.id: UNKNOWN_VALUE
        if figure.value is None
        else quantity(figure.value, figure.unit, figure.qualifier, figure.precision).replace(" ", NBSP)
        for figure in figures
    }


def names_figures(html: str) -> bool:
    """Whether the text has any reference."""
    return _REFERENCE.search(html) is not None


def fill(html: str, texts: Mapping[str, str]) -> str:
    """The text with its figures. A reference to no figure stays as it was written, marked, so that somebody sees it."""

    def replace(match: re.Match[str]) -> str:
        text = texts.get(match[1])
        return f"<mark>{match[0]}</mark>" if text is None else escape(text)

    return _REFERENCE.sub(replace, html)


def dangling(html: str, known: Container[str]) -> Iterator[str]:
    """The references of the text that name no figure, in order."""
    return (match[1] for match in _REFERENCE.finditer(html) if match[1] not in known)
