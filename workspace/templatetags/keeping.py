"""What forms need that are carried out once."""

from uuid import UUID, uuid4

from django import template

register = template.Library()


@register.simple_tag
def once_token() -> UUID:
    """A token no other form has (see workspace.keeping.once)."""
    return uuid4()
