"""The lines of a stage: federal money and posts."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from amp.fields import SourcedValue, number_constraint, sourced_value_constraints
from budget.figures import CALCULATED, Fund, LineKind, StaffingKind
from budget.models.reference import BudgetProduct, PlanLine
from budget.models.stages import BudgetStage
from programmes.models import Instrument, Measure, Programme

FUNDS = [(fund.value, fund.label) for fund in Fund]
LINE_KINDS = [
    (LineKind.ALLOCATION.value, "Zuweisung"),
    (LineKind.TRANSFER.value, "Umschichtung"),
    (LineKind.EXPENDITURE.value, "Aufwand"),
]
CODE_TAKEN = "Diese Kennung hat bereits eine andere Stellenposition des Programms."
CODE_CALCULATED = "Diese Kennung gehört einer berechneten Kennzahl. Bitte wählen Sie eine andere."
STAFFING_KINDS = [
    (StaffingKind.PLAN.value, "laut Haushaltsplanentwurf"),
    (StaffingKind.CHANGE.value, "Änderung zum Entwurf"),
]


class BudgetLine(SourcedValue):
    """An amount in € in one stage: an allocation to a fund, an expenditure from it, or a transfer between two funds.

    A transfer (Umschichtung) is one row with both funds, so it always balances. `amount` is NULL while not known.
    """

    stage = models.ForeignKey(BudgetStage, models.CASCADE, related_name="lines", verbose_name="Haushaltsstand")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    kind = models.CharField("Art", max_length=16, choices=LINE_KINDS)
    fund = models.CharField(
        "Finanzierungstopf", max_length=8, choices=FUNDS, help_text="Bei einer Umschichtung: aus welchem Topf."
    )
    to_fund = models.CharField(
        "in den Topf", max_length=8, choices=FUNDS, blank=True, help_text="Nur bei einer Umschichtung."
    )
    label = models.CharField("Bezeichnung", max_length=200)
    amount = models.DecimalField(
        "Betrag (€)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Leer, solange der Betrag nicht bekannt ist. Leer ist nicht 0.",
    )
    product = models.ForeignKey(
        BudgetProduct, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="Produkt"
    )
    plan_line = models.ForeignKey(
        PlanLine, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name="Ergebnisplanposition"
    )
    instrument = models.ForeignKey(
        Instrument, models.PROTECT, null=True, blank=True, related_name="budget_lines", verbose_name="Instrument"
    )
    measure = models.ForeignKey(
        Measure, models.RESTRICT, null=True, blank=True, related_name="budget_lines", verbose_name="Maßnahme"
    )

    class Meta:
        verbose_name = "Haushaltsposition"
        verbose_name_plural = "Haushaltspositionen"
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.CheckConstraint(
                name="budget_line_kind_known",
                condition=Q(kind__in=[kind.value for kind in LineKind]),
                violation_error_message="Diese Art von Haushaltsposition gibt es nicht.",
            ),
            models.CheckConstraint(
                name="budget_line_funds_known",
                condition=Q(fund__in=[fund.value for fund in Fund])
                & Q(to_fund__in=["", *(fund.value for fund in Fund)]),
                violation_error_message="Diesen Finanzierungstopf gibt es nicht.",
            ),
            models.CheckConstraint(
                name="budget_line_to_fund_only_transfer",
                condition=(Q(kind=LineKind.TRANSFER.value) & ~Q(to_fund=""))
                | (~Q(kind=LineKind.TRANSFER.value) & Q(to_fund="")),
                violation_error_message="Eine Umschichtung nennt beide Töpfe, eine andere Position nur einen.",
            ),
            models.CheckConstraint(
                name="budget_line_two_funds",
                condition=~Q(fund=F("to_fund")),
                violation_error_message="Eine Umschichtung führt von einem Topf in einen anderen.",
            ),
            models.CheckConstraint(
                name="budget_line_transfer_positive",
                condition=~Q(kind=LineKind.TRANSFER.value) | Q(amount__isnull=True) | Q(amount__gt=0),
                violation_error_message=(
                    "Der Betrag einer Umschichtung ist größer als 0. Für die andere Richtung tauschen Sie die Töpfe."
                ),
            ),
            number_constraint("budget_line", "amount", digits=12),
            *sourced_value_constraints("budget_line"),
        ]

    def __str__(self) -> str:
        return self.label

    def clean(self) -> None:
        if not self.stage_id:
            return
        programme = self.stage.programme
        errors = {}
        if self.product and self.product.jobcenter_id != programme.jobcenter_id:
            errors["product"] = "Dieses Produkt gehört zu einem anderen Jobcenter."
        if self.measure and self.measure.programme_id != programme.pk:
            errors["measure"] = "Diese Maßnahme gehört zu einem anderen Programm."
        if errors:
            raise ValidationError(errors)


class StaffingLine(SourcedValue):
    """Posts (Planstellen), valid from a stage on: what the draft plans, or a change to it (a saving is negative)."""

    stage = models.ForeignKey(BudgetStage, models.CASCADE, related_name="staffing", verbose_name="gilt ab Stand")
    programme = models.ForeignKey(
        Programme, models.CASCADE, related_name="staffing", editable=False, verbose_name="Programm"
    )
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    code = models.SlugField("Kennung", max_length=16, help_text="Kennung der Kennzahl, zum Beispiel »P02«.")
    kind = models.CharField("Art", max_length=16, choices=STAFFING_KINDS, default=StaffingKind.PLAN.value)
    label = models.CharField("Bezeichnung", max_length=200)
    posts = models.DecimalField(
        "Stellen",
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="Leer, solange nicht bekannt. Eine Einsparung ist negativ.",
    )

    class Meta:
        verbose_name = "Stellenposition"
        verbose_name_plural = "Stellenpositionen"
        ordering = ["stage", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "code"],
                name="staffing_code_once_a_year",
                violation_error_message=CODE_TAKEN,
            ),
            models.CheckConstraint(
                name="staffing_kind_known",
                condition=Q(kind__in=[kind.value for kind in StaffingKind]),
                violation_error_message="Diese Art von Stellenposition gibt es nicht.",
            ),
            models.CheckConstraint(
                name="staffing_plan_not_negative",
                condition=Q(posts__isnull=True) | Q(posts__gte=0) | ~Q(kind=StaffingKind.PLAN.value),
                violation_error_message=(
                    "Geplante Stellen sind nicht negativ. Erfassen Sie eine Einsparung als Änderung."
                ),
            ),
            models.CheckConstraint(
                name="staffing_code_not_calculated",
                condition=~Q(kind=StaffingKind.PLAN.value) | ~Q(code__in=CALCULATED),
                violation_error_message=CODE_CALCULATED,
            ),
            number_constraint("staffing", "posts", digits=5),
            *sourced_value_constraints("staffing"),
        ]

    def __str__(self) -> str:
        return self.label

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the line in the programme of its stage, which the database holds it to."""
        self.programme_id = self.stage.programme_id
        super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a code that another figure of the programme goes by; a line of a later stage would count twice.

        A change is no figure of its own, so it may have the code of the figure that sums up all changes.
        """
        if self.kind == StaffingKind.PLAN.value and self.code in CALCULATED:
            raise ValidationError({"code": CODE_CALCULATED})
        others = StaffingLine.objects.filter(stage__programme__stages=self.stage_id, code=self.code)
        if others.exclude(pk=self.pk).exists():
            raise ValidationError({"code": CODE_TAKEN})
        if self.stage_id and self.stage.programme.indicator_values.filter(code=self.code).exists():
            raise ValidationError({"code": "Diese Kennung hat bereits der Wert einer Messgröße des Programms."})
