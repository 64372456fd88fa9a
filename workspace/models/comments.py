"""What people say to each other about a section or a measure."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from programmes.models import FocusArea, Measure, Programme


class CommentQuerySet(models.QuerySet["Comment"]):
    def open(self) -> "CommentQuerySet":
        """The beginnings of conversations that nobody has resolved."""
        return self.filter(answers_to__isnull=True, resolved_at__isnull=True)


class Comment(models.Model):
    """A comment on one section or one measure, or the answer to one. A whole conversation is resolved at once.

    Only the comment that begins a conversation is ever resolved. `text` is plain text.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="comments", verbose_name="Programm")
    focus_area = models.ForeignKey(
        FocusArea, models.CASCADE, null=True, blank=True, related_name="comments", verbose_name="Abschnitt"
    )
    measure = models.ForeignKey(
        Measure, models.CASCADE, null=True, blank=True, related_name="comments", verbose_name="Maßnahme"
    )
    answers_to = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="answers", verbose_name="Antwort auf"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="comments", verbose_name="Verfasst von"
    )
    written_at = models.DateTimeField("Verfasst am", auto_now_add=True)
    text = models.TextField("Kommentar", max_length=4000)
    resolved_at = models.DateTimeField("Erledigt am", null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="resolved_comments",
        verbose_name="Erledigt von",
    )

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = "Kommentar"
        verbose_name_plural = "Kommentare"
        ordering = ["written_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="comment_programme"),
            models.CheckConstraint(
                name="comment_about_one_thing",
                condition=Q(focus_area__isnull=False, measure__isnull=True)
                | Q(focus_area__isnull=True, measure__isnull=False),
                violation_error_message="Ein Kommentar gehört zu einem Abschnitt oder zu einer Maßnahme.",
            ),
            models.CheckConstraint(
                name="comment_resolved_by_somebody",
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                violation_error_message="Erledigt heißt: von jemandem, zu einer Zeit.",
            ),
            models.CheckConstraint(
                name="comment_answers_are_not_resolved",
                condition=Q(answers_to__isnull=True) | Q(resolved_at__isnull=True),
                violation_error_message="Erledigt wird ein Gespräch als Ganzes, nicht eine Antwort.",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    def clean(self) -> None:
        about = self.focus_area or self.measure
        if about and about.programme_id != self.programme_id:
            raise ValidationError("Kommentar und Abschnitt oder Maßnahme gehören nicht zum selben Programm.")
