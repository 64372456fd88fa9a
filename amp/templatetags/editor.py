"""What a page with text editors needs in its head."""

from typing import Any

from django import template
from django_prose_editor.widgets import importmap

from amp.editor import EDITOR_MARK

register = template.Library()


@register.inclusion_tag("_editor_head.html", takes_context=True)
def editor_head(context: dict[str, Any]) -> dict[str, object]:
    """Styles and scripts of the editor, which is loaded as soon as a text is edited; for views `with_editor`."""
    nonce = str(context["request"].csp_nonce)
    return {"mark": EDITOR_MARK, "importmap": importmap.render(attrs={"nonce": nonce})}
