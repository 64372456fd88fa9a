"""Texts as pages print them, with the figures they name. They are those of the last stage (see budget.references)."""

import re
from collections.abc import Callable, Mapping
from functools import cached_property, partial

from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from budget.figures import StageRow, key_figures
from budget.queries import last_stage_row
from budget.references import PATTERN, fill, printed
from programmes.models import Programme

_TAG_OR_REFERENCE = re.compile(rf'<(?:"[^"]*"|[^">])*>|{PATTERN}')


def filled_from(stage: StageRow) -> Callable[[str], str]:
    """What puts the figures of the stage into a text."""
    return partial(fill, texts=printed(key_figures(stage)))


def printed_figures(programme: Programme) -> Mapping[str, str]:
    """What the figures of the programme print, by id; read when the first is asked for."""
    return SimpleLazyObject(lambda: printed(key_figures(last_stage_row(programme))))


class NamesFigures:
    """For a form whose texts name figures: versions in conflict show what these print (amp.merging_forms)."""

    @cached_property
    def _printed(self) -> Mapping[str, str]:
        return printed_figures(self.instance.programme)

    def shown(self, version: SafeString) -> SafeString:
        return with_chips(version, self._printed)


def with_chips(html: SafeString, figures: Mapping[str, str]) -> SafeString:
    """HTML in which each figure shows its value and its id, for pages that compare texts rather than print them.

    A reference to no figure stays as it was written, and so does one in an attribute of a tag.
    """

    def replace(match: re.Match[str]) -> str:
        text = figures.get(match[1]) if match[1] else None
        if text is None:
            return match[0]
        return format_html('<span class="figref">{} <span class="figref__id">({})</span></span>', text, match[1])

    return mark_safe(_TAG_OR_REFERENCE.sub(replace, html))  # noqa: S308 - only escaped words are put in
