"""Who works on a programme."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import QuerySet

from programmes.models import Programme


def colleagues(programme: Programme) -> QuerySet[AbstractUser]:
    """The people who belong to the Jobcenter of the programme and may still sign in, by name."""
    people = get_user_model().objects.filter(is_active=True, memberships__jobcenter=programme.jobcenter_id)
    return people.order_by("last_name", "first_name", "username")
