"""What makes the planning of measures quick: views of the table that people keep, and templates of measures."""

from django.conf import settings
from django.db import models

from programmes.models import Jobcenter


class SavedView(models.Model):
    """Filters, order and columns of the table of measures under a name, as the query string of its address."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name="Person"
    )
    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="+", verbose_name="Jobcenter")
    name = models.CharField("Name", max_length=80)
    query = models.CharField("Auswahl", max_length=2000, blank=True)

    class Meta:
        verbose_name = "Ansicht"
        verbose_name_plural = "Ansichten"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "jobcenter", "name"],
                name="saved_view_name_once",
                violation_error_message="Eine Ansicht mit diesem Namen haben Sie bereits.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class MeasureTemplate(models.Model):
    """What a new measure of the Jobcenter starts with: values of its form by field name, links by key."""

    jobcenter = models.ForeignKey(Jobcenter, models.CASCADE, related_name="measure_templates", verbose_name="Jobcenter")
    name = models.CharField("Name", max_length=120)
    values = models.JSONField("Angaben")

    class Meta:
        verbose_name = "Muster einer Maßnahme"
        verbose_name_plural = "Muster von Maßnahmen"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["jobcenter", "name"],
                name="measure_template_name_once",
                violation_error_message="Ein Muster mit diesem Namen gibt es in diesem Jobcenter bereits.",
            )
        ]

    def __str__(self) -> str:
        return self.name
