"""Restore of a backup into an empty database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from amp import dumps


class Command(BaseCommand):
    help = "Spielt eine Sicherung in eine leere Datenbank zurück, ganz oder gar nicht. Danach folgt: manage.py migrate."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="DATEI", help="Datei, die mit dem Befehl backup entstanden ist")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            dumps.restore(file)
        except dumps.DumpError as error:
            raise CommandError(error) from error
        self.stdout.write(f"Zurückgespielt: {file}")
