"""Instruments of the law, and the Jobcenter's target groups and partners."""

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from programmes.models.jobcenter import Jobcenter


class Validity(models.Model):
    """From when to when a rule of law applies, both days included; an open end is empty. Warns, never blocks."""

    valid_from = models.DateField("gilt ab", null=True, blank=True)
    valid_to = models.DateField("gilt bis", null=True, blank=True)

    class Meta:
        abstract = True

    def covers(self, first: date, last: date) -> bool:
        """Whether the rule applies on at least one day between `first` and `last`."""
        return (self.valid_from is None or self.valid_from <= last) and (
            self.valid_to is None or self.valid_to >= first
        )

    def covers_year(self, year: int) -> bool:
        """Whether the rule applies on at least one day of the year."""
        return self.covers(date(year, 1, 1), date(year, 12, 31))


def validity_constraints(prefix: str, *keys: str) -> list[models.BaseConstraint]:
    """The end is not before the start, and two rows of the same keys never apply on the same day."""
    return [
        models.CheckConstraint(
            name=f"{prefix}_validity_order",
            condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            violation_error_message="Das Ende der Gültigkeit liegt vor dem Beginn. Bitte prüfen Sie beide Daten.",
        ),
        ExclusionConstraint(
            name=f"{prefix}_validity_overlap",
            expressions=[
                *((key, RangeOperators.EQUAL) for key in keys),
                (
                    Func(
                        "valid_from",
                        "valid_to",
                        RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                        function="daterange",
                        output_field=DateRangeField(),
                    ),
                    RangeOperators.OVERLAPS,
                ),
            ],
            violation_error_message="Für diesen Zeitraum gibt es den Eintrag bereits. Bitte prüfen Sie die Gültigkeit.",
        ),
    ]


class Instrument(Validity):
    """An instrument of labour market policy with its legal basis, such as §16i SGB II; `valid_*` are new entries."""

    short = models.CharField("Kürzel", max_length=40)
    name = models.CharField("Bezeichnung", max_length=200)
    legal_basis = models.CharField("Rechtsgrundlage", max_length=120)
    paid_from = models.CharField("Finanzierung", max_length=120, blank=True)
    note = models.CharField("Hinweis", max_length=300, blank=True)

    class Meta:
        verbose_name = "Instrument"
        verbose_name_plural = "Instrumente"
        ordering = ["short", "valid_from"]
        constraints = validity_constraints("instrument", "short")

    def __str__(self) -> str:
        return f"{self.short} ({self.legal_basis})"


class TargetGroup(models.Model):
    """Whom a measure is made for."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="target_groups", verbose_name="Jobcenter")
    name = models.CharField("Name", max_length=160)

    class Meta:
        verbose_name = "Zielgruppe"
        verbose_name_plural = "Zielgruppen"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "name"],
                name="target_group_name_once",
                violation_error_message="Diese Zielgruppe gibt es in diesem Jobcenter bereits.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Partner(models.Model):
    """An organisation the Jobcenter works with."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="partners", verbose_name="Jobcenter")
    name = models.CharField("Name", max_length=160)

    class Meta:
        verbose_name = "Kooperationspartner"
        verbose_name_plural = "Kooperationspartner"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "name"],
                name="partner_name_once",
                violation_error_message="Diesen Kooperationspartner gibt es in diesem Jobcenter bereits.",
            )
        ]

    def __str__(self) -> str:
        return self.name
