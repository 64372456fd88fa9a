"""The history: what changed, when, by whom and why. Triggers write it, nobody changes it."""

import json
from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecoder(json.JSONDecoder):
    """Numbers of the database come out as exact as they went in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "parse_float": Decimal})


class ChangeKind(models.TextChoices):
    CREATED = "I", "angelegt"
    CHANGED = "U", "geändert"
    DELETED = "D", "gelöscht"


class Change(models.Model):
    """One row of any table created, changed or deleted. The database fills it; Django never flushes or alters it.

    `action` is common to all that one request or command did. `programme` and `jobcenter` tell to whom the row belongs,
    both NULL for what belongs to all (instruments). `before` and `after` hold the columns that changed, as JSON by
    column name: of a created row all in `after`, of a deleted row all in `before`. `actor` is the key of the account,
    NULL where the change came past the application; the name stays when the account goes.
    """

    at = models.DateTimeField("Zeitpunkt")
    action = models.TextField("Vorgang")
    actor = models.BigIntegerField("Konto", null=True)
    actor_name = models.TextField("Person")
    reason = models.TextField("Grund")
    table = models.TextField("Tabelle")
    row = models.BigIntegerField("Zeile")
    programme = models.BigIntegerField("Programm", null=True)
    jobcenter = models.BigIntegerField("Jobcenter", null=True)
    kind = models.CharField("Art", max_length=1, choices=ChangeKind.choices)
    before = models.JSONField("vorher", null=True, decoder=ExactDecoder)
    after = models.JSONField("nachher", null=True, decoder=ExactDecoder)

    class Meta:
        managed = False
        db_table = "amp_change"
        default_permissions = ()
        ordering = ["-pk"]
        verbose_name = "Änderung"
        verbose_name_plural = "Änderungen"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.table} {self.row}"
