"""What keeps typed text safe: drafts on the server, who is editing what, and forms that were already sent."""

from django.conf import settings
from django.db import models


class Thing(models.Model):
    """A form of one person: `kind` is its name, such as »section«, `row` the key of what it edits (below 0: new)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="Person")
    kind = models.SlugField("Formular", max_length=40)
    row = models.BigIntegerField("Eintrag")

    class Meta:
        abstract = True


class Draft(Thing):
    """What somebody typed and has not saved: the fields of the form as they were sent, by name."""

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+", verbose_name="Programm")
    fields = models.JSONField("Eingaben")
    kept_at = models.DateTimeField("Gemerkt am", auto_now=True)

    class Meta:
        verbose_name = "Entwurf"
        verbose_name_plural = "Entwürfe"
        constraints = [models.UniqueConstraint(fields=["user", "programme", "kind", "row"], name="draft_once")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.row}"

    @property
    def called(self) -> str:
        """What the new thing is called in the draft so far."""
        return (self.fields.get("title") or self.fields.get("label") or [""])[0]


class Presence(Thing):
    """That somebody has a form open; told again and again while it is."""

    seen_at = models.DateTimeField("Zuletzt gesehen")

    class Meta:
        verbose_name = "Anwesenheit"
        verbose_name_plural = "Anwesenheiten"
        constraints = [models.UniqueConstraint(fields=["user", "kind", "row"], name="presence_once")]
        indexes = [models.Index(fields=["kind", "row"], name="presence_of_row")]

    def __str__(self) -> str:
        return f"{self.user}: {self.kind} {self.row}"


class Submission(models.Model):
    """That a form with this token has been carried out, and where the person was sent afterwards."""

    token = models.UUIDField("Formular", primary_key=True)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="Person")
    sent_to = models.CharField("Danach", max_length=500, blank=True)
    at = models.DateTimeField("Am", auto_now_add=True)

    class Meta:
        verbose_name = "Abgesandtes Formular"
        verbose_name_plural = "Abgesandte Formulare"

    def __str__(self) -> str:
        return str(self.token)
