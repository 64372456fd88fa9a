"""Reads of notices."""

from dataclasses import dataclass

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Count, IntegerField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from programmes.models import Programme
from workspace.models import Comment, Notice


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the frame counts: the person's unread notices, and the open conversations of the programme."""

    unread: int
    open_comments: int


def notices_of(person: AbstractUser) -> QuerySet[Notice]:
    """The notices of the Jobcenters the person still belongs to, newest first."""
    return Notice.objects.filter(recipient=person.pk, programme__jobcenter__memberships__user=person.pk)


def tally(person: AbstractUser, programme: Programme | None) -> Tally:
    """Both counts in one query; 0 open conversations on pages of no programme."""
    unread = notices_of(person).filter(read_at=None)
    about = programme.pk if programme else None
    comments = Comment.objects.open().filter(programme=about)
    row = (
        get_user_model()
        .objects.filter(pk=person.pk)
        .values_list(_count(unread, "recipient"), _count(comments, "programme"))
        .first()
    )
    unread_count, comment_count = row or (0, 0)
    return Tally(unread=unread_count, open_comments=comment_count)


def _count(rows: QuerySet[Model], column: str) -> Coalesce:
    """The number of rows, all of which have the same value in this column."""
    counted = rows.order_by().values(column).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
