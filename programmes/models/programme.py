"""The yearly programme and its sections."""

from collections.abc import Collection
from typing import Any, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from amp.prose import EXTENSIONS, clean_prose
from programmes.models.jobcenter import Jobcenter

DEEPEST_LEVEL = 3


class ProgrammeState(models.TextChoices):
    DRAFT = "entwurf", "Entwurf"
    IN_CONSULTATION = "beratung", "in Beratung"
    DECIDED = "beschlossen", "beschlossen"


class Programme(models.Model):
    """The Arbeitsmarkt- und Integrationsprogramm (AMP) of one Jobcenter for one year."""

    jobcenter = models.ForeignKey(Jobcenter, models.PROTECT, related_name="programmes", verbose_name="Jobcenter")
    year = models.PositiveSmallIntegerField("Jahr", validators=[MinValueValidator(2005), MaxValueValidator(2100)])
    title = models.CharField("Titel", max_length=200)
    state = models.CharField(
        "Stand der Beratung", max_length=16, choices=ProgrammeState.choices, default=ProgrammeState.DRAFT
    )

    class Meta:
        verbose_name = "Programm"
        verbose_name_plural = "Programme"
        ordering = ["jobcenter__name", "-year"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "year"],
                name="programme_once_a_year",
                violation_error_message="Für dieses Jahr hat das Jobcenter bereits ein Programm.",
            ),
            models.CheckConstraint(
                name="programme_year_plausible",
                condition=Q(year__range=(2005, 2100)),
                violation_error_message="Das Jahr liegt nicht zwischen 2005 und 2100.",
            ),
            models.CheckConstraint(
                name="programme_state_known",
                condition=Q(state__in=ProgrammeState.values),
                violation_error_message="Diesen Stand der Beratung gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jobcenter} {self.year}"

    def get_absolute_url(self) -> str:
        return reverse("overview", args=[self.jobcenter.slug, self.year])


class FocusAreaState(models.TextChoices):
    OPEN = "offen", "offen"
    IN_PROGRESS = "arbeit", "in Arbeit"
    DONE = "fertig", "fertig"
    CHECKED = "geprueft", "geprüft"


class FocusAreaQuerySet(models.QuerySet["FocusArea"]):
    def in_programme(self, programme: Programme) -> Self:
        return self.filter(programme=programme)


class FocusArea(models.Model):
    """A section of the programme (UI: »Abschnitt«), up to three levels deep.

    The database keeps the tree sound: `(parent, programme, parent_level)` is a foreign key to `(id, programme, level)`,
    so a parent lies in the same programme and exactly one level up, and no section can be its own ancestor.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="focus_areas", verbose_name="Programm")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name="Übergeordneter Abschnitt"
    )
    level = models.PositiveSmallIntegerField("Ebene", default=1, editable=False)
    parent_level = models.GeneratedField(
        expression=F("level") - 1, output_field=models.SmallIntegerField(), db_persist=True
    )
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    title = models.CharField("Überschrift", max_length=200)
    text = ProseEditorField("Text", blank=True, extensions=EXTENSIONS, sanitize=clean_prose)
    state = models.CharField("Stand", max_length=16, choices=FocusAreaState.choices, default=FocusAreaState.OPEN)
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="focus_areas",
        verbose_name="Zuständig",
    )
    due_on = models.DateField("Fällig am", null=True, blank=True)

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        verbose_name = "Abschnitt"
        verbose_name_plural = "Abschnitte"
        ordering = ["programme", "level", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "programme", "level"], name="focus_area_place"),
            models.UniqueConstraint(fields=["id", "programme"], name="focus_area_programme"),
            models.CheckConstraint(
                name="focus_area_level",
                condition=Q(level=1, parent__isnull=True) | Q(level__in=(2, 3), parent__isnull=False),
                violation_error_message="Abschnitte haben höchstens drei Ebenen.",
            ),
            models.CheckConstraint(
                name="focus_area_state_known",
                condition=Q(state__in=FocusAreaState.values),
                violation_error_message="Diesen Stand gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._moves:
            self._save_in_new_place(*args, **kwargs)
        else:
            super().save(*args, **kwargs)

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any]) -> Self:
        """Remember where the section was, since only a new place needs to be checked."""
        section = super().from_db(db, field_names, values)
        section._was_below = section.__dict__.get("parent_id", models.DEFERRED)
        return section

    @property
    def _moves(self) -> bool:
        return self._state.adding or self.parent_id != self._was_below

    @transaction.atomic
    def _save_in_new_place(self, *args: Any, **kwargs: Any) -> None:
        """Save the section on the level its parent gives it, and take the sections below along."""
        self.level = self.parent.level + 1 if self.parent else 1
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "level"}
        super().save(*args, **kwargs)
        self._was_below = self.parent_id
        for child in self.children.exclude(level=self.level + 1):
            child.parent = self
            child._save_in_new_place(update_fields=["level"])

    def clean(self) -> None:
        """Refuse a place in the tree that the database would refuse, with a sentence that says why."""
        if not self._moves:
            return
        self.level = self.parent.level + 1 if self.parent else 1
        if self.parent is None:
            return
        if self.parent.programme_id != self.programme_id:
            raise ValidationError({"parent": "Der übergeordnete Abschnitt gehört zu einem anderen Programm."})
        if self.pk and self.parent.is_below(self):
            raise ValidationError({"parent": "Ein Abschnitt kann nicht sich selbst untergeordnet werden."})
        if self.parent.level + self.height() > DEEPEST_LEVEL:
            self.level = DEEPEST_LEVEL
            raise ValidationError({"parent": "Abschnitte haben höchstens drei Ebenen."})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """Ask only where the form can break a rule: Django takes long to find that it need not ask."""
        if not {"parent", "level", "state"} <= set(exclude or ()):
            super().validate_constraints(exclude)

    def is_below(self, other: "FocusArea") -> bool:
        """Whether this section is the other one or lies somewhere below it."""
        section: FocusArea | None = self
        while section is not None and section.pk != other.pk:
            section = section.parent
        return section is not None

    def height(self) -> int:
        """How many levels this section and those below it take up: 1 without children."""
        if self.pk is None:
            return 1
        return 1 + max((child.height() for child in self.children.all()), default=0)
