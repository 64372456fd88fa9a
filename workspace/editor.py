"""Pages with the text editor under the strict security policy."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from js_asset import Media

from amp.admin_scope import EMPTY_STYLE


def render_with_editor(
    request: HttpRequest, template: str, context: dict[str, Any], *, form: forms.BaseForm, status: int = 200
) -> HttpResponse:
    """Render a page whose form has the text editor; the template includes `workspace/_editor_head.html` in its head.

    The import map gets the nonce of the request; the empty style that the editor looks for is allowed, and no other.
    """
    media = Media.from_media(form.media, nonce=str(request.csp_nonce))
    response = render(request, template, {**context, "editor_media": media}, status=status)
    response._csp_update = {"style-src": [EMPTY_STYLE]}
    return response
