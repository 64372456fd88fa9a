"""Who works on a programme, as pages name them."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

from programmes.models import Programme


def name_of(person: AbstractUser) -> str:
    """The person's name, or the name they sign in with where nobody entered one."""
    return person.get_full_name() or person.get_username()


def colleagues(programme: Programme) -> QuerySet[AbstractUser]:
    """The people who belong to the Jobcenter of the programme and may still sign in, by name."""
    people = get_user_model().objects.filter(is_active=True, memberships__jobcenter=programme.jobcenter_id)
    return people.order_by("last_name", "first_name", "username")
