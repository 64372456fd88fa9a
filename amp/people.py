"""People, as pages name them."""

from django.contrib.auth.models import AbstractUser


def name_of(person: AbstractUser | None) -> str:
    """The person's name, or the name they sign in with where nobody entered one; "" for nobody."""
    return (person.get_full_name() or person.get_username()) if person else ""
