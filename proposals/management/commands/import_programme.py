"""Read programme files into the database: all of them or none."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amp.history import recorded
from proposals.exchange import FilesRefused, ImportedFile, import_files
from proposals.exchange.document import MOST_BYTES


class Command(BaseCommand):
    help = "Liest Programmdateien ein (docs/programmdatei.md). Bei einem Fehler wird nichts geändert."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="DATEI", type=Path)

    def handle(self, *, files: list[Path], **options: Any) -> None:
        content = [(path.name, _content(path)) for path in map(Path, files)]
        try:
            with recorded(reason=f"Import: {', '.join(name for name, _ in content)}"):
                imported = import_files(files=content)
        except FilesRefused as refused:
            raise CommandError(str(refused)) from None
        for file in imported:
            self.stdout.write(f"{file.name}: {_summary(file)}")


def _content(path: Path) -> bytes:
    """At most one byte more than is accepted, so that an endless file ends."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise CommandError(f"Die Datei {path} kann nicht gelesen werden ({error.strerror}).") from None


def _summary(file: ImportedFile) -> str:
    if not file.created:
        return "Keine Änderungen."
    counted = (
        f"{number} {model._meta.verbose_name if number == 1 else model._meta.verbose_name_plural}"
        for model, number in file.created.items()
    )
    return f"Angelegt: {', '.join(counted)}."
