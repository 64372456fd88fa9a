"""Entries become rows: validated one by one with every message at its place; nothing that exists is ever changed."""

from collections import Counter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import DatabaseError, connection, transaction
from django.db.models import ManyToManyField, Model

from programmes.models import Jobcenter, Programme
from proposals.exchange.entries import Document, Entry, Key, differences
from proposals.exchange.problems import Place, Problems
from proposals.exchange.resolving import Registry
from proposals.exchange.schema import OF_JOBCENTER, Part
from proposals.exchange.snapshot import entry_of, snapshot

MOST_DIFFERENCES = 10


def store(document: Document, registry: Registry, problems: Problems) -> Counter[type[Model]]:
    """Create what the file holds and the database lacks; return how many rows of which model."""
    storing = _Storing(registry, problems)
    jobcenter = storing.reference_row(document.jobcenter, {}) if document.jobcenter else None
    for entries in document.references.values():
        for entry in entries:
            owners = {"jobcenter": jobcenter} if entry.shape.model in OF_JOBCENTER else {}
            storing.reference_row(entry, owners)
    if document.programme:
        storing.programme(document.programme, jobcenter)
    storing.check_deferred(document.place)
    return storing.created


class _Storing:
    def __init__(self, registry: Registry, problems: Problems) -> None:
        self.registry = registry
        self.problems = problems
        self.created: Counter[type[Model]] = Counter()

    def reference_row(self, entry: Entry, owners: dict[str, Model | None]) -> Model | None:
        """The row in the database that equals the entry, created if there is none."""
        existing = self.registry.rows(entry.shape.model).get(entry.key or ())
        if existing is None:
            return self.create(entry, owners)
        if not entry.broken:
            for place, sentence in differences(entry, entry_of(existing, entry.shape)):
                self.problems.add(
                    place,
                    f"{entry.title} ist vorhanden und weicht ab. {sentence} Eine Datei ändert vorhandene Einträge "
                    "nicht, weil andere Programme sie verwenden.",
                )
        return existing

    def programme(self, entry: Entry, jobcenter: Model | None) -> None:
        existing = None
        if isinstance(jobcenter, Jobcenter) and jobcenter.pk:
            existing = Programme.objects.filter(jobcenter=jobcenter, year=entry.values.get("year")).first()
        if existing is None:
            self.create(entry, {"jobcenter": jobcenter})
        elif not self.problems:
            self._compare(entry, existing)

    def _compare(self, entry: Entry, existing: Programme) -> None:
        stored = snapshot(existing).programme
        found = list(differences(entry, stored)) if stored else []
        if not found:
            return
        self.problems.add(
            entry.place,
            f"Das Programm »{existing}« gibt es bereits, aber mit anderem Inhalt. Eine Datei legt Programme an und "
            "überschreibt keine. Nehmen Sie die Änderungen in der Verwaltung vor.",
        )
        for place, sentence in found[:MOST_DIFFERENCES]:
            self.problems.add(place, sentence)
        if len(found) > MOST_DIFFERENCES:
            self.problems.add(entry.place, f"Weitere Unterschiede: {len(found) - MOST_DIFFERENCES}.")

    def create(self, entry: Entry, owners: dict[str, Model | None]) -> Model:
        """Validate a row and everything below it; save what is valid and hangs on saved rows."""
        shape = entry.shape
        row = shape.model(**entry.values)
        if shape.ordered and "position" not in entry.values:
            row.position = entry.number
        missing = {one.name for one in shape.fields.values() if one.name not in entry.values}
        missing |= {name for name, owner in owners.items() if not _put(row, name, owner)}
        many: dict[str, list[Model]] = {}
        for one in shape.links.values():
            targets = [self._target(one.related_model, link.key) for link in entry.links.get(one.name, [])]
            if isinstance(one, ManyToManyField):
                many[one.name] = [target for target in targets if target is not None and target.pk]
            elif targets and not _put(row, one.name, targets[0]):
                missing.add(one.name)
        if self._valid(row, entry, missing) and not missing and not entry.broken:
            self._save(row, many, entry.place)
        if entry.key:
            self.registry.rows(shape.model)[entry.key] = row
        for key, part in shape.parts.items():
            for below in entry.parts.get(key, []):
                self.create(below, _owners(row, part))
        return row

    def _target(self, model: type[Model], key: Key) -> Model | None:
        return self.registry.rows(model).get(key)

    def _valid(self, row: Model, entry: Entry, missing: set[str]) -> bool:
        derived = {one.name for one in row._meta.fields if not one.editable}  # set on saving, as in forms
        unsure = {one.name for one in entry.shape.links.values()} if entry.broken else set()
        try:
            row.full_clean(exclude=missing | derived | unsure)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                place = entry.place if name == NON_FIELD_ERRORS else entry.places.get(name, entry.place)
                for message in messages:
                    self.problems.add(place, message)
            return False
        return True

    def _save(self, row: Model, many: dict[str, list[Model]], place: Place) -> None:
        try:
            with transaction.atomic():
                row.save()
                for name, targets in many.items():
                    if targets:
                        getattr(row, name).set(targets)
        except DatabaseError as error:
            row.pk = None
            self.problems.add(place, explain(error))
        else:
            self.created[type(row)] += 1

    def check_deferred(self, place: Place) -> None:
        """Let the database check now what it would check at the end of the transaction."""
        try:
            with transaction.atomic():
                connection.check_constraints()
        except DatabaseError as error:
            self.problems.add(place, explain(error))


def _owners(row: Model, part: Part) -> dict[str, Model | None]:
    return {name: getattr(row, above, None) if above else row for name, above in part.owners.items()}


def _put(row: Model, name: str, target: Model | None) -> bool:
    """Point to the target if it is stored."""
    if target is None or target.pk is None:
        return False
    setattr(row, name, target)
    return True


def explain(error: DatabaseError) -> str:
    """A German sentence for what the database refused."""
    diagnostics: Any = getattr(error.__cause__, "diag", None)
    raised_by_us = diagnostics is not None and diagnostics.source_function == "exec_stmt_raise"
    if raised_by_us:
        return str(diagnostics.message_primary)
    rule = getattr(diagnostics, "constraint_name", None)
    return f"Die Datenbank lehnt den Eintrag ab{f' (Regel {rule})' if rule else ''}."
