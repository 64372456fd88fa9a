"""Pages whose form has the text editor."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from amp.editor import EDITOR_POLICY


def render_with_editor(
    request: HttpRequest, template: str, context: dict[str, Any], *, form: forms.BaseForm, status: int = 200
) -> HttpResponse:
    """Render a page whose form has the text editor; the template includes `workspace/_editor_head.html` in its head."""
    response = render(request, template, context, status=status)
    response._csp_update = EDITOR_POLICY
    return response
