"""The search index."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """What can be found: one row for each section, measure, partner, budget line and comment, kept by triggers.

    `programme` is NULL for what the Jobcenter keeps from year to year. `body` is plain text without markup.
    """

    kind = models.CharField("Art", max_length=16)
    row = models.BigIntegerField("Eintrag")
    jobcenter = models.ForeignKey("programmes.Jobcenter", models.CASCADE, related_name="+", verbose_name="Jobcenter")
    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, null=True, related_name="+", verbose_name="Programm"
    )
    title = models.TextField("Titel")
    body = models.TextField("Text", blank=True)
    vector = SearchVectorField("Suchwörter", null=True)

    class Meta:
        verbose_name = "Sucheintrag"
        verbose_name_plural = "Sucheinträge"
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="search_entry_once")]
        indexes = [GinIndex(fields=["vector"], name="search_entry_vector")]

    def __str__(self) -> str:
        return self.title
