"""Measures (also called projects) and the sites they are carried out at."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django_prose_editor.fields import ProseEditorField

from amp.fields import SourcedValue, sourced_value_constraints
from amp.prose import EXTENSIONS, clean_prose
from programmes.models.jobcenter import Municipality, Site
from programmes.models.programme import FocusArea, Programme
from programmes.models.reference import Instrument, Partner, TargetGroup


class MeasureState(models.TextChoices):
    PLANNED = "geplant", "geplant"
    RUNNING = "laeuft", "läuft"
    ENDED = "beendet", "beendet"
    DROPPED = "entfaellt", "entfällt"


class Measure(models.Model):
    """Something the Jobcenter does or buys in this year. Places and entries are NULL while they are not known."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="measures", verbose_name="Programm")
    focus_area = models.ForeignKey(
        FocusArea, models.RESTRICT, null=True, blank=True, related_name="measures", verbose_name="Abschnitt"
    )
    position = models.PositiveIntegerField("Reihenfolge", default=0)
    title = models.CharField("Titel", max_length=200)
    state = models.CharField("Status", max_length=16, choices=MeasureState.choices, default=MeasureState.PLANNED)
    starts_on = models.DateField("Beginn", null=True, blank=True)
    ends_on = models.DateField("Ende", null=True, blank=True)
    period = models.CharField(
        "Zeitraum in Worten", max_length=120, blank=True, help_text="Wenn kein Datum bekannt ist, etwa »seit 2019«."
    )
    planned_places = models.PositiveIntegerField("Geplante Plätze", null=True, blank=True)
    planned_entries = models.PositiveIntegerField("Geplante Eintritte", null=True, blank=True)
    description = ProseEditorField("Beschreibung", blank=True, extensions=EXTENSIONS, sanitize=clean_prose)
    instruments = models.ManyToManyField(Instrument, blank=True, related_name="measures", verbose_name="Instrumente")
    municipalities = models.ManyToManyField(Municipality, blank=True, related_name="measures", verbose_name="Kommunen")
    target_groups = models.ManyToManyField(TargetGroup, blank=True, related_name="measures", verbose_name="Zielgruppen")
    partners = models.ManyToManyField(Partner, blank=True, related_name="measures", verbose_name="Kooperationspartner")

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = ["programme", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["id", "programme"], name="measure_programme"),
            models.UniqueConstraint(
                fields=["programme", "title"],
                name="measure_title_once",
                violation_error_message="Eine Maßnahme mit diesem Titel gibt es in diesem Programm bereits.",
            ),
            models.CheckConstraint(
                name="measure_period_order",
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message="Das Ende liegt vor dem Beginn. Bitte prüfen Sie beide Daten.",
            ),
            models.CheckConstraint(
                name="measure_state_known",
                condition=Q(state__in=MeasureState.values),
                violation_error_message="Diesen Status gibt es nicht.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.programme.jobcenter.slug, self.programme.year, self.pk])

    def clean(self) -> None:
        if self.focus_area and self.focus_area.programme_id != self.programme_id:
            raise ValidationError({"focus_area": "Dieser Abschnitt gehört zu einem anderen Programm."})


class SiteState(models.TextChoices):
    EXISTING = "bestehend", "bestehend"
    NEW = "neu", "neu"
    PLANNED = "planung", "in Planung"
    CLOSED = "geschlossen", "geschlossen"


class MeasureSite(SourcedValue):
    """A measure at a site: in which state the site is this year, and how many places it has (NULL: not known)."""

    measure = models.ForeignKey(Measure, models.CASCADE, related_name="measure_sites", verbose_name="Maßnahme")
    site = models.ForeignKey(Site, models.PROTECT, related_name="measure_sites", verbose_name="Standort")
    state = models.CharField("Zustand", max_length=16, choices=SiteState.choices, default=SiteState.EXISTING)
    period = models.CharField(
        "Zeitraum in Worten", max_length=120, blank=True, help_text="Zum Beispiel »neu 2021« oder »ggf. ab 2022«."
    )
    places = models.PositiveIntegerField("Plätze", null=True, blank=True)

    class Meta:
        verbose_name = "Standort der Maßnahme"
        verbose_name_plural = "Standorte der Maßnahme"
        ordering = ["measure", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "site"],
                name="measure_site_once",
                violation_error_message="Diese Maßnahme findet an diesem Standort bereits statt.",
            ),
            models.CheckConstraint(
                name="measure_site_state_known",
                condition=Q(state__in=SiteState.values),
                violation_error_message="Diesen Zustand gibt es nicht.",
            ),
            *sourced_value_constraints("measure_site"),
        ]

    def __str__(self) -> str:
        return f"{self.measure} – {self.site}"

    def clean(self) -> None:
        if self.measure_id and self.site_id and self.site.jobcenter_id != self.measure.programme.jobcenter_id:
            raise ValidationError({"site": "Dieser Standort gehört zu einem anderen Jobcenter."})
