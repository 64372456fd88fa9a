"""What every stored value carries besides its number: how exact it is, how it prints and where it comes from."""

from decimal import Decimal

from django.db import models
from django.db.models import BaseConstraint, CheckConstraint, Q

from amp.numbers import Qualifier


class Decimals(models.IntegerChoices):
    """The decimal places a value was stated with; −3 are thousands."""

    THOUSANDS = -3, "in Tausend"
    WHOLE = 0, "ganze Zahlen"
    ONE = 1, "eine Nachkommastelle"
    TWO = 2, "zwei Nachkommastellen"


class SourcedValue(models.Model):
    """A value with its qualifier, precision and source. The value itself is NULL while not known, which is never 0."""

    qualifier = models.CharField(
        "Genauigkeit",
        max_length=16,
        choices=[(qualifier.value, qualifier.value) for qualifier in Qualifier],
        default=Qualifier.EXACT.value,
        help_text="Wie der Wert angegeben ist: genau, rd., über, annähernd, ggf. oder prognostiziert.",
    )
    decimals = models.SmallIntegerField(
        "Angegeben",
        choices=Decimals.choices,
        default=Decimals.WHOLE,
        help_text="Beträge stehen immer in Euro; »in Tausend« heißt: angegeben und gedruckt in T€.",
    )
    source = models.CharField(
        "Quelle", max_length=300, blank=True, help_text="Woher der Wert stammt, zum Beispiel »Vorlage 047/2021«."
    )

    class Meta:
        abstract = True

    @property
    def precision(self) -> Decimal:
        """The step the value was stated in: 1000 for thousands, 0.1 for one decimal place."""
        return precision_of(self.decimals)


def precision_of(decimals: int) -> Decimal:
    """The step of a value stated with so many decimal places."""
    return Decimal(1).scaleb(-decimals)


def number_constraint(prefix: str, *names: str, digits: int) -> CheckConstraint:
    """Holds columns of at most so many digits before the point to numbers; PostgreSQL also knows »NaN«, above all."""
    condition = Q()
    for name in names:
        condition &= Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__lt": 10**digits})
    return CheckConstraint(
        name=f"{prefix}_number", condition=condition, violation_error_message="Bitte geben Sie eine Zahl ein."
    )


def sourced_value_constraints(prefix: str) -> list[BaseConstraint]:
    """The checks that hold qualifier and decimals to the listed ones, also against raw SQL."""
    return [
        CheckConstraint(
            name=f"{prefix}_qualifier",
            condition=Q(qualifier__in=[qualifier.value for qualifier in Qualifier]),
            violation_error_message="Diese Genauigkeit ist nicht bekannt.",
        ),
        CheckConstraint(
            name=f"{prefix}_decimals",
            condition=Q(decimals__in=Decimals.values),
            violation_error_message="Werte werden in Tausend, ganz oder mit höchstens zwei Nachkommastellen angegeben.",
        ),
    ]
