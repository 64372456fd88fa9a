"""What the application tells a person."""

from django.conf import settings
from django.db import models

from programmes.models import Programme


class NoticeKind(models.TextChoices):
    ASSIGNED = "zustaendig", "zugewiesen"
    COMMENTED = "kommentar", "kommentiert"
    DUE = "faellig", "fällig"
    STATE = "stand", "Stand geändert"


class Notice(models.Model):
    """A message to one person about something in a programme; `url` is where it can be seen."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="An")
    programme = models.ForeignKey(Programme, models.CASCADE, related_name="+", verbose_name="Programm")
    kind = models.CharField("Art", max_length=16, choices=NoticeKind.choices)
    text = models.CharField("Nachricht", max_length=400)
    url = models.CharField("Adresse", max_length=300)
    made_at = models.DateTimeField("Am", auto_now_add=True)
    read_at = models.DateTimeField("Gelesen am", null=True, blank=True)
    mailed_at = models.DateTimeField("Als E-Mail versandt am", null=True, blank=True)
    once = models.CharField("Nur einmal", max_length=120, blank=True, editable=False)

    class Meta:
        verbose_name = "Benachrichtigung"
        verbose_name_plural = "Benachrichtigungen"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_kind_known",
                condition=models.Q(kind__in=NoticeKind.values),
                violation_error_message="Diese Art von Benachrichtigung gibt es nicht.",
            ),
            models.UniqueConstraint(
                fields=["recipient", "once"], condition=~models.Q(once=""), name="notice_once_a_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["recipient"], condition=models.Q(read_at__isnull=True), name="notice_unread"),
        ]

    def __str__(self) -> str:
        return self.text
