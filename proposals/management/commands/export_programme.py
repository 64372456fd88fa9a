"""Write a programme as a file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from programmes.models import Programme
from proposals.exchange import export_programme


class Command(BaseCommand):
    help = "Gibt ein Programm als Programmdatei aus (docs/programmdatei.md)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("jobcenter", help="Adresskürzel des Jobcenters, zum Beispiel »musterkreis«")
        parser.add_argument("year", type=int, metavar="jahr")
        parser.add_argument("--output", type=Path, metavar="DATEI", help="Zieldatei statt der Standardausgabe")

    def handle(self, *, jobcenter: str, year: int, output: Path | None, **options: Any) -> None:
        programme = Programme.objects.filter(jobcenter__slug=jobcenter, year=year).first()
        if programme is None:
            raise CommandError(f"Das Jobcenter »{jobcenter}« hat kein Programm für {year}.")
        text = export_programme(programme=programme)
        if output is None:
            self.stdout.write(text, ending="")
            return
        try:
            Path(output).write_bytes(text.encode("utf-8"))
        except OSError as error:
            raise CommandError(f"Die Datei {output} kann nicht geschrieben werden ({error.strerror}).") from None
        self.stdout.write(f"{output}: geschrieben.")
