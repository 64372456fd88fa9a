"""Numbers besides money and posts, and the figures that the official paper states."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from amp.fields import SourcedValue, number_constraint, sourced_value_constraints
from budget.figures import CALCULATED
from budget.models.lines import CODE_CALCULATED
from budget.models.stages import BudgetStage
from programmes.models import MeasureSite, Programme


class Indicator(models.Model):
    """What is counted or measured, and in which unit, such as Bedarfsgemeinschaften in BG."""

    name = models.CharField("Bezeichnung", max_length=160, unique=True)
    unit = models.CharField("Einheit", max_length=24, help_text="Zum Beispiel »BG«, »%« oder »Plätze«.")

    class Meta:
        verbose_name = "Messgröße"
        verbose_name_plural = "Messgrößen"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class IndicatorValue(SourcedValue):
    """The value of an indicator in a programme, known from a stage on or, without a stage, all year (NULL: unknown).

    Where the value is the number of places of a measure at a site, the row names that site and holds no value itself.
    """

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="indicator_values", verbose_name="Programm")
    stage = models.ForeignKey(
        BudgetStage,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="indicator_values",
        verbose_name="bekannt ab Stand",
    )
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="values", verbose_name="Messgröße")
    code = models.SlugField("Kennung", max_length=16, help_text="Kennung der Kennzahl, zum Beispiel »X01«.")
    period = models.CharField("Zeitraum", max_length=40, blank=True, help_text="Zum Beispiel »2019« oder »bis 2020«.")
    value = models.DecimalField("Wert", max_digits=14, decimal_places=4, null=True, blank=True)
    measure_site = models.ForeignKey(
        MeasureSite,
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="indicator_values",
        verbose_name="Plätze dieses Standorts",
        help_text="Dann bleibt der Wert hier leer; Wert, Genauigkeit und Quelle sind die des Standorts.",
    )

    class Meta:
        verbose_name = "Wert einer Messgröße"
        verbose_name_plural = "Werte der Messgrößen"
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="indicator_value_code_once",
                violation_error_message="Diese Kennung hat bereits ein anderer Wert des Programms.",
            ),
            models.CheckConstraint(
                name="indicator_value_one_origin",
                condition=Q(value__isnull=True) | Q(measure_site__isnull=True),
                violation_error_message="Tragen Sie entweder einen Wert ein oder wählen Sie einen Standort.",
            ),
            models.CheckConstraint(
                name="indicator_value_code_not_calculated",
                condition=~Q(code__in=CALCULATED),
                violation_error_message=CODE_CALCULATED,
            ),
            number_constraint("indicator_value", "value", digits=10),
            *sourced_value_constraints("indicator_value"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.indicator}"

    @property
    def holder(self) -> SourcedValue:
        """The row that holds the value with its qualifier, decimals and source: the site, else this row."""
        return self.measure_site or self

    @property
    def number(self) -> Decimal | None:
        """The value, wherever it is held."""
        if self.measure_site is None:
            return self.value
        return None if self.measure_site.places is None else Decimal(self.measure_site.places)

    def clean(self) -> None:
        errors = {}
        if self.stage and self.stage.programme_id != self.programme_id:
            errors["stage"] = "Dieser Haushaltsstand gehört zu einem anderen Programm."
        if self.measure_site and self.measure_site.measure.programme_id != self.programme_id:
            errors["measure_site"] = "Dieser Standort gehört zu einer Maßnahme eines anderen Programms."
        if self.code in CALCULATED:
            errors["code"] = CODE_CALCULATED
        elif self.programme_id and self.programme.staffing.filter(code=self.code).exists():
            errors["code"] = "Diese Kennung hat bereits eine Stellenposition des Programms."
        if errors:
            raise ValidationError(errors)


class StatedFigure(SourcedValue):
    """A figure as the official paper states it, to hold the calculated one against. The paper reports one stage."""

    stage = models.ForeignKey(BudgetStage, models.CASCADE, related_name="stated_figures", verbose_name="Haushaltsstand")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    code = models.SlugField("Kennung", max_length=16, help_text="Kennung der Kennzahl, zum Beispiel »F02«.")
    value = models.DecimalField("Wert", max_digits=16, decimal_places=4)
    unit = models.CharField("Einheit", max_length=24, help_text="»€« für Beträge, »Stellen« für Planstellen.")

    class Meta:
        verbose_name = "Angabe der Vorlage"
        verbose_name_plural = "Angaben der Vorlage"
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["stage", "code", "source"],
                name="stated_figure_once_a_source",
                violation_error_message="Diese Angabe ist für diese Fundstelle bereits erfasst.",
            ),
            number_constraint("stated_figure", "value", digits=12),
            *sourced_value_constraints("stated_figure"),
        ]

    def __str__(self) -> str:
        return f"{self.code} ({self.source})" if self.source else self.code
