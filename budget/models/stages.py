"""The stages a year's budget goes through, from the draft to the final allocation."""

from django.db import models
from django.db.models import Q

from amp.fields import SourcedValue, number_constraint, sourced_value_constraints
from programmes.models import Programme


class BudgetStage(SourcedValue):
    """One stage of a programme's budget (UI: »Haushaltsstand«). A stage is never overwritten: the next one follows it.

    `deviation` is the difference to the stage before in €, for when only that difference is known and not the
    amounts it is made of. Qualifier, precision and source belong to it.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="stages", verbose_name="Programm")
    position = models.PositiveSmallIntegerField("Reihenfolge", help_text="1 ist der erste Stand des Jahres.")
    slug = models.SlugField("Kürzel", max_length=40, help_text="Zum Beispiel »entwurf«.")
    name = models.CharField("Bezeichnung", max_length=120, help_text="Zum Beispiel »Vorläufige Mittelzuteilung«.")
    dated = models.DateField("Datum", null=True, blank=True)
    deviation = models.DecimalField(
        "Abweichung zum Stand davor (€)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Nur wenn die einzelnen Beträge nicht bekannt sind; sonst wird die Abweichung berechnet.",
    )

    class Meta:
        verbose_name = "Haushaltsstand"
        verbose_name_plural = "Haushaltsstände"
        ordering = ["programme", "position"]
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="stage_programme"),
            models.UniqueConstraint(
                fields=["programme", "position"],
                name="stage_position_once",
                violation_error_message="An dieser Stelle der Reihenfolge steht bereits ein Haushaltsstand.",
            ),
            models.UniqueConstraint(
                fields=["programme", "slug"],
                name="stage_slug_once",
                violation_error_message="Dieses Kürzel hat bereits ein anderer Haushaltsstand des Programms.",
            ),
            models.CheckConstraint(
                name="stage_first_has_no_deviation",
                condition=Q(deviation__isnull=True) | Q(position__gt=1),
                violation_error_message="Der erste Stand hat keinen Stand davor, von dem er abweichen könnte.",
            ),
            number_constraint("stage", "deviation", digits=12),
            *sourced_value_constraints("stage"),
        ]

    def __str__(self) -> str:
        return self.name
