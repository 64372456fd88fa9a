"""What can be done in a conversation. Each action locks its first comment: two at once come one after the other."""

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils import timezone

from programmes.models import FocusArea, Measure, Programme
from workspace.models import Comment
from workspace.notices.actions import commented, corrected
from workspace.talking.rows import Place


class Settled(Exception):
    """Somebody answered, resolved or withdrew meanwhile, so the act is no longer possible."""


class PlaceGone(Settled):
    """Somebody deleted meanwhile what the conversation is about."""


@transaction.atomic
def begin(*, programme: Programme, place: Place, by: AbstractUser, text: str) -> Comment:
    at = {"focus_area_id": place.pk} if place.kind == "section" else {"measure_id": place.pk}
    _hold(**at)
    comment = Comment.objects.create(programme=programme, author=by, text=text, **at)
    commented(comment=comment)
    return comment


@transaction.atomic
def answer(*, comment: Comment, by: AbstractUser, text: str) -> Comment:
    """Write into the conversation of the comment; one that was resolved is open again. Raises Settled."""
    _hold(focus_area_id=comment.focus_area_id, measure_id=comment.measure_id)
    first = _lock(comment)
    reopen(comment=first)
    written = Comment.objects.create(
        programme_id=first.programme_id,
        focus_area_id=first.focus_area_id,
        measure_id=first.measure_id,
        answers_to=first,
        author=by,
        text=text,
    )
    commented(comment=written)
    return written


@transaction.atomic
def correct(*, comment: Comment, by: AbstractUser, text: str) -> None:
    """Change an own comment that nobody has answered. Raises Settled."""
    _require_loose(comment, by)
    comment.text = text
    comment.save(update_fields=["text"])
    corrected(comment=comment)


@transaction.atomic
def withdraw(*, comment: Comment, by: AbstractUser) -> None:
    """Take back an own comment that nobody has answered. Raises Settled. The history keeps what it said."""
    _require_loose(comment, by)
    comment.delete()


@transaction.atomic
def resolve(*, comment: Comment, by: AbstractUser) -> None:
    """Settle the conversation; it stays as whoever settled it first left it."""
    first = _lock(comment)
    if first.resolved_at is None:
        first.resolved_at, first.resolved_by = timezone.now(), by
        first.save(update_fields=["resolved_at", "resolved_by"])


@transaction.atomic
def reopen(*, comment: Comment) -> None:
    first = _lock(comment)
    if first.resolved_at is not None:
        first.resolved_at = first.resolved_by = None
        first.save(update_fields=["resolved_at", "resolved_by"])


def _hold(*, focus_area_id: int | None = None, measure_id: int | None = None) -> None:
    """Nobody deletes what is commented before the comment is there. Raises PlaceGone where somebody did.

    First of all locks: who deletes a section has it before its comments, too.
    """
    rows = Measure.objects.filter(pk=measure_id) if measure_id else FocusArea.objects.filter(pk=focus_area_id)
    if not list(rows.order_by().select_for_update(no_key=True).values_list("pk")):
        raise PlaceGone


def _lock(comment: Comment) -> Comment:
    """The comment that begins the conversation, for this transaction alone."""
    first = Comment.objects.select_for_update().filter(pk=comment.answers_to_id or comment.pk).first()
    if first is None:
        raise Settled
    return first


def _require_loose(comment: Comment, by: AbstractUser) -> None:
    first = _lock(comment)
    last = first.answers.order_by("written_at", "pk").last() or first
    if comment.author_id != by.pk or last.pk != comment.pk or first.resolved_at is not None:
        raise Settled
