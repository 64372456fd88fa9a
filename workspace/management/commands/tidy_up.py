"""Deletes what nobody needs any more: signs of presence, sent forms, uploads that were not taken, forgotten drafts."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.db.models import QuerySet
from django.utils import timezone

from workspace.models import Draft, Notice, Presence, SpreadsheetUpload, Submission

SHORT, LONG, YEAR = timedelta(days=7), timedelta(days=180), timedelta(days=365)


class Command(BaseCommand):
    help = "Löscht alte Anwesenheiten, Formularkennungen, hochgeladene Tabellen, Entwürfe und gelesene Hinweise."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        old: tuple[QuerySet[Any], ...] = (
            Presence.objects.filter(seen_at__lt=now - SHORT),
            Submission.objects.filter(at__lt=now - SHORT),
            SpreadsheetUpload.objects.filter(uploaded_at__lt=now - SHORT),
            Draft.objects.filter(kept_at__lt=now - LONG),
            Notice.objects.filter(read_at__lt=now - YEAR),
        )
        for rows in old:
            count, _ = rows.delete()
            if count and options["verbosity"]:
                self.stdout.write(f"{count} {rows.model._meta.verbose_name_plural}")
