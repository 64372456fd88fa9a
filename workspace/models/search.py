"""The search index. Both tables are kept by triggers of the database (migration search_triggers), never by code."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchKind(models.TextChoices):
    """What can be found; the values stand in addresses."""

    SECTION = "abschnitt", "Abschnitte"
    MEASURE = "massnahme", "Maßnahmen"
    PARTNER = "partner", "Kooperationspartner"
    LINE = "position", "Haushaltspositionen"
    COMMENT = "kommentar", "Kommentare"


class SearchEntry(models.Model):
    """What can be found: one row for each section, measure, partner, budget line and comment.

    `programme` is NULL and `year` 0 for what the Jobcenter keeps from year to year. `body` is plain text without
    markup, `heading` and `vector` are the stems of the folded title and of everything (docs/decisions/search.md).
    """

    kind = models.CharField("Art", max_length=16, choices=SearchKind.choices)
    row = models.BigIntegerField("Eintrag")
    jobcenter = models.ForeignKey(
        "programmes.Jobcenter", models.CASCADE, related_name="+", verbose_name="Jobcenter", db_index=False
    )
    programme = models.ForeignKey(
        "programmes.Programme", models.CASCADE, null=True, related_name="+", verbose_name="Programm"
    )
    year = models.PositiveSmallIntegerField("Jahr", default=0)
    title = models.TextField("Titel")
    body = models.TextField("Text", blank=True)
    heading = SearchVectorField("Suchwörter des Titels", null=True)
    vector = SearchVectorField("Suchwörter", null=True)

    class Meta:
        verbose_name = "Sucheintrag"
        verbose_name_plural = "Sucheinträge"
        constraints = [models.UniqueConstraint(fields=["kind", "row"], name="search_entry_once")]
        indexes = [GinIndex(fields=["year", "vector"], name="search_entry_words")]

    def __str__(self) -> str:
        return self.title


class SearchWord(models.Model):
    """A folded word that some entry of the Jobcenter holds or once held; finds parts of words and what was mistyped.

    A word may stand here twice: a unique key would let two people who save the same new word wait for each other.
    """

    jobcenter = models.ForeignKey(
        "programmes.Jobcenter", models.CASCADE, related_name="+", verbose_name="Jobcenter", db_index=False
    )
    word = models.TextField("Wort")

    class Meta:
        verbose_name = "Suchwort"
        verbose_name_plural = "Suchwörter"
        indexes = [
            models.Index(fields=["jobcenter", "word"], name="search_word_of_jobcenter"),
            GinIndex(OpClass("word", name="gin_trgm_ops"), name="search_word_parts"),
        ]

    def __str__(self) -> str:
        return self.word
