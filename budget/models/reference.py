"""Where an amount stands in the district's budget: product and position of the Ergebnisplan."""

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from programmes.models import Jobcenter
from programmes.models.reference import Validity, validity_constraints


class BudgetProduct(models.Model):
    """A product of the district's budget. Codes are text, since leading zeros count: 050210."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="budget_products", verbose_name="Jobcenter")
    code = models.CharField(
        "Nummer", max_length=20, validators=[RegexValidator(r"^\d+$", "Die Produktnummer besteht aus Ziffern.")]
    )
    name = models.CharField("Bezeichnung", max_length=160)
    shown_separately = models.BooleanField(
        "gesondert ausgewiesen",
        default=False,
        help_text="Die Aufwendungen dieses Produkts werden von den weiteren Eingliederungsmaßnahmen getrennt gezeigt.",
    )

    class Meta:
        verbose_name = "Produkt"
        verbose_name_plural = "Produkte"
        ordering = ["jobcenter__name", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "code"],
                name="product_code_once",
                violation_error_message="Diese Produktnummer gibt es in diesem Jobcenter bereits.",
            ),
            models.CheckConstraint(
                name="product_code_digits",
                condition=Q(code__regex=r"^\d+$"),
                violation_error_message="Die Produktnummer besteht aus Ziffern.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PlanLine(Validity):
    """A position of the Ergebnisplan in one chart, such as 15 Transferaufwendungen in the NKF of NRW."""

    chart = models.CharField("Kontenrahmen", max_length=40, help_text="Zum Beispiel »NKF NRW«.")
    code = models.CharField(
        "Nummer", max_length=10, validators=[RegexValidator(r"^\d+$", "Die Position besteht aus Ziffern.")]
    )
    label = models.CharField("Bezeichnung", max_length=160)

    class Meta:
        verbose_name = "Ergebnisplanposition"
        verbose_name_plural = "Ergebnisplanpositionen"
        ordering = ["chart", "code", "valid_from"]
        constraints = [
            *validity_constraints("plan_line", "chart", "code"),
            models.CheckConstraint(
                name="plan_line_code_digits",
                condition=Q(code__regex=r"^\d+$"),
                violation_error_message="Die Position besteht aus Ziffern.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label} ({self.chart})"
