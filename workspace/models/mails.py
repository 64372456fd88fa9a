"""Who wants notices by e-mail."""

from django.conf import settings
from django.db import models


class MailChoice(models.Model):
    """What a person chose; without a row notices come by e-mail too, as soon as the installation sends any."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_choice", verbose_name="Person"
    )
    wanted = models.BooleanField("Hinweise auch per E-Mail", default=True)

    class Meta:
        verbose_name = "E-Mail-Wunsch"
        verbose_name_plural = "E-Mail-Wünsche"

    def __str__(self) -> str:
        return f"{self.user}: {'ja' if self.wanted else 'nein'}"
