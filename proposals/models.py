"""What the council gets: the paper with its committees, signatures and attachments (names follow OParl)."""

from django.core.exceptions import ValidationError
from django.db import models
from django_prose_editor.fields import ProseEditorField

from amp.fields import number_constraint
from amp.prose import EXTENSIONS, clean_prose
from budget.models import BudgetProduct, BudgetStage, PlanLine
from programmes.models import Programme


def _amount(label: str) -> models.DecimalField:
    return models.DecimalField(label, max_digits=14, decimal_places=2, null=True, blank=True)


AMOUNTS = (
    *("amount_planned", "amount_required"),
    *("one_off_total", "one_off_third_parties", "one_off_burden"),
    *("annual_total", "annual_third_parties", "annual_burden"),
)


class Paper(models.Model):
    """A council proposal (Beschlussvorlage). A blank amount of the finance box is NULL and prints blank, never 0."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="papers", verbose_name="Programm")
    stage = models.ForeignKey(
        BudgetStage, models.RESTRICT, null=True, blank=True, related_name="papers", verbose_name="Haushaltsstand"
    )
    reference = models.CharField("Nummer", max_length=40, help_text="Zum Beispiel »047/2021«.")
    paper_type = models.CharField("Art der Vorlage", max_length=80, default="Beschlussvorlage öffentlich")
    lead_office = models.CharField("Federführendes Amt", max_length=120)
    subject = models.CharField("Betreff", max_length=300)
    introduction = ProseEditorField("Erläuterungen", blank=True, extensions=EXTENSIONS, sanitize=clean_prose)
    resolution = ProseEditorField("Beschlussvorschlag", blank=True, extensions=EXTENSIONS, sanitize=clean_prose)

    financial_effects = models.BooleanField("Finanzielle Auswirkungen", null=True, blank=True)
    in_budget_plan = models.BooleanField("Im Haushaltsplan vorgesehen", null=True, blank=True)
    products = models.ManyToManyField(BudgetProduct, blank=True, related_name="papers", verbose_name="Produkte")
    plan_lines = models.ManyToManyField(
        PlanLine, blank=True, related_name="papers", verbose_name="Ergebnisplanpositionen"
    )
    amount_planned = _amount("a) für den Zweck veranschlagt (€)")
    amount_required = _amount("b) nunmehr erforderlich (€)")
    one_off_total = _amount("Einmalig: insgesamt (€)")
    one_off_third_parties = _amount("Einmalig: Beteiligung Dritter (€)")
    one_off_burden = _amount("Einmalig: Belastung des Trägers (€)")
    annual_total = _amount("Laufend jährlich: insgesamt (€)")
    annual_third_parties = _amount("Laufend jährlich: Beteiligung Dritter (€)")
    annual_burden = _amount("Laufend jährlich: Belastung des Trägers (€)")

    class Meta:
        verbose_name = "Vorlage"
        verbose_name_plural = "Vorlagen"
        ordering = ["programme", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "reference"],
                name="paper_reference_once",
                violation_error_message="Diese Nummer hat bereits eine andere Vorlage des Programms.",
            ),
            number_constraint("paper", *AMOUNTS, digits=12),
        ]

    def __str__(self) -> str:
        return f"{self.paper_type} {self.reference}"

    def clean(self) -> None:
        if self.stage and self.stage.programme_id != self.programme_id:
            raise ValidationError({"stage": "Dieser Haushaltsstand gehört zu einem anderen Programm."})


class ConsultationRole(models.TextChoices):
    ADVICE = "vorberatung", "Vorberatung"
    DECISION = "entscheidung", "Entscheidung"


class Consultation(models.Model):
    """One committee in the order in which the paper goes through them (Beratungsfolge)."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="consultations", verbose_name="Vorlage")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    committee = models.CharField("Gremium", max_length=160)
    rapporteurs = models.CharField("Berichterstattung", max_length=200, blank=True)
    meets_on = models.DateField("Termin", null=True, blank=True)
    role = models.CharField("Rolle", max_length=16, choices=ConsultationRole.choices, blank=True)
    result = models.CharField("Ergebnis", max_length=200, blank=True)

    class Meta:
        verbose_name = "Beratung"
        verbose_name_plural = "Beratungsfolge"
        ordering = ["paper", "position", "pk"]

    def __str__(self) -> str:
        return self.committee


class Signature(models.Model):
    """A line to sign on, in order."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="signatures", verbose_name="Vorlage")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    office = models.CharField("Funktion", max_length=120, help_text="Zum Beispiel »Amtsleitung«.")
    only_with_financial_effects = models.BooleanField("nur bei finanziellen Auswirkungen", default=False)

    class Meta:
        verbose_name = "Unterschrift"
        verbose_name_plural = "Unterschriften"
        ordering = ["paper", "position", "pk"]

    def __str__(self) -> str:
        return self.office


class Attachment(models.Model):
    """Something attached to the paper; for now its title."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="attachments", verbose_name="Vorlage")
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    title = models.CharField("Titel", max_length=200)

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["paper", "position", "pk"]

    def __str__(self) -> str:
        return self.title
