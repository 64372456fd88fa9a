"""What the frame of every page needs: the person's roles, a duration in words."""

from datetime import timedelta

from django import template
from django.contrib.auth.models import AbstractBaseUser

from amp.backends import roles_of

register = template.Library()


@register.simple_tag
def role_names(user: AbstractBaseUser) -> tuple[str, ...]:
    """The names of the groups a signed-in person belongs to, in alphabetical order."""
    return roles_of(user).names


@register.filter
def minutes(duration: timedelta) -> str:
    """A waiting time in whole minutes, rounded up: »15 Minuten«, »1 Minute«."""
    count = -(-int(duration.total_seconds()) // 60)
    return f"{count}\N{NO-BREAK SPACE}Minute{'' if count == 1 else 'n'}"
