"""Spreadsheets that people upload."""

from django.conf import settings
from django.db import models

from programmes.models import Programme


class SpreadsheetUpload(models.Model):
    """A workbook of measures that somebody uploaded, and what they chose in its preview.

    `create` are the names to add, as [column, name]; `take` the places at which the file wins a conflict. The content
    is emptied once it is applied.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="Person")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="Programm")
    name = models.CharField("Dateiname", max_length=200)
    content = models.BinaryField("Inhalt")
    create = models.JSONField("Neue Namen", default=list)
    take = models.JSONField("Entscheidungen", default=list)
    uploaded_at = models.DateTimeField("Hochgeladen am", auto_now_add=True)
    applied_at = models.DateTimeField("Übernommen am", null=True, blank=True)

    class Meta:
        verbose_name = "Eingelesene Tabelle"
        verbose_name_plural = "Eingelesene Tabellen"

    def __str__(self) -> str:
        return self.name
