"""Programme files into the database and out of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Model

from programmes.models import Programme
from proposals.exchange.document import read_document
from proposals.exchange.problems import FilesRefused, Problems
from proposals.exchange.reading import read
from proposals.exchange.resolving import Registry, resolve
from proposals.exchange.snapshot import snapshot
from proposals.exchange.storing import store
from proposals.exchange.writing import write


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedFile:
    """A file that was imported, and how many rows of which kind it brought; none if everything was there already."""

    name: str
    created: Counter[type[Model]]


@transaction.atomic
def import_files(*, files: Iterable[tuple[str, bytes]]) -> list[ImportedFile]:
    """Import files, given by name and content, in their order. All or nothing: `FilesRefused` tells every problem."""
    problems = Problems()
    imported = [_import_file(name, data, problems) for name, data in files]
    if problems:
        raise FilesRefused(problems)
    return imported


def export_programme(*, programme: Programme) -> str:
    """The programme as the text of a file that gives the same programme when it is imported elsewhere."""
    return write(snapshot(programme))


def _import_file(name: str, data: bytes, problems: Problems) -> ImportedFile:
    root = read_document(data, name, problems)
    if root is None:
        return ImportedFile(name=name, created=Counter())
    document = read(root, problems)
    slug = document.jobcenter.values.get("slug") if document.jobcenter else None
    registry = Registry(slug)
    resolve(document, registry, problems)
    return ImportedFile(name=name, created=store(document, registry, problems))
