"""Texts that are compared: `{{ piece.text|with_figures:figures }}`."""

from collections.abc import Mapping

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from workspace.texts import with_chips

register = template.Library()


@register.filter
def with_figures(text: str, figures: Mapping[str, str]) -> SafeString:
    """Plain text with the figures it names as value and id (see workspace.texts.printed_figures)."""
    return with_chips(conditional_escape(text), figures)
