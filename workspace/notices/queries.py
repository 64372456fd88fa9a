"""Reads of notices."""

from dataclasses import dataclass
from functools import cache

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractUser
from django.db.models import Count, IntegerField, Model, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from amp.statements import Statement
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


#: What stands in the statements where the keys of a person and of a programme go.
SOMEBODY, PROGRAMME = -1, -2


def tally(person: AbstractUser, programme: Programme | None) -> Tally:
    """Both counts in one query; 0 open conversations on pages of no programme."""
    rows = _counts().rows({SOMEBODY: person.pk, PROGRAMME: programme.pk if programme else None})
    unread, open_comments = rows[0] if rows else (0, 0)
    return Tally(unread=unread, open_comments=open_comments)


@cache
def _counts() -> Statement:
    """Every page asks this."""
    somebody = get_user_model()(pk=SOMEBODY)
    unread = notices_of(somebody).filter(read_at=None)
    comments = Comment.objects.open().filter(programme=PROGRAMME)
    people = get_user_model().objects.filter(pk=SOMEBODY).order_by()
    return Statement(people.values_list(_count(unread, "recipient"), _count(comments, "programme")))


def _count(rows: QuerySet[Model], column: str) -> Coalesce:
    """The number of rows, all of which have the same value in this column."""
    counted = rows.order_by().values(column).annotate(count=Count("pk")).values("count")
    return Coalesce(Subquery(counted, output_field=IntegerField()), Value(0))
