"""Backup of the whole database into one file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amp import dumps


class Command(BaseCommand):
    help = "Sichert die ganze Datenbank in eine Datei. Eine vorhandene Datei wird ersetzt, sobald die neue fertig ist."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="DATEI", help="zum Beispiel amp-2027-01-31.dump")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            dumps.dump(file)
        except dumps.DumpError as error:
            raise CommandError(error) from error
        self.stdout.write(f"Gesichert: {file} ({file.stat().st_size} Bytes)")
