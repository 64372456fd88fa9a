"""What the database holds of a programme, as entries."""

from django.db.models import ForeignKey, Model

from programmes.models import FocusArea, Programme
from proposals.exchange.entries import Document, Entry, Key, Link, key_of_row
from proposals.exchange.kinds import kind_of
from proposals.exchange.problems import Place
from proposals.exchange.schema import JOBCENTER, OF_JOBCENTER, PROGRAMME, REFERENCE_PARTS, Shape

_NOWHERE = Place("Datenbank", 0)


def snapshot(programme: Programme) -> Document:
    """The programme, its Jobcenter with all its rows, and those common reference rows that it uses."""
    document = Document(_NOWHERE, jobcenter=entry_of(programme.jobcenter, JOBCENTER))
    document.programme = entry_of(programme, PROGRAMME)
    _number_sections(document.programme, programme)
    used = {
        (one.related_model, link.key)
        for entry in document.programme.walk()
        for one in entry.shape.links.values()
        for link in entry.links[one.name]
    }
    for key, shape in REFERENCE_PARTS.items():
        rows = shape.model._default_manager.all()
        if shape.model in OF_JOBCENTER:
            rows = rows.filter(jobcenter=programme.jobcenter)
        found = [row for row in rows if shape.model in OF_JOBCENTER or (shape.model, key_of_row(row)) in used]
        document.references[key] = [entry_of(row, shape) for row in sorted(found, key=_order)]
    return document


def entry_of(row: Model, shape: Shape, number: int = 1) -> Entry:
    """The row and everything below it."""
    entry = Entry(shape, _NOWHERE, number)
    for one in shape.fields.values():
        value = getattr(row, one.name)
        kind = kind_of(one)
        entry.values[one.name] = kind.shown(value) if kind.is_prose else value
    for one in shape.links.values():
        targets = [getattr(row, one.name)] if isinstance(one, ForeignKey) else list(getattr(row, one.name).all())
        keys = [_key(target) for target in targets if target is not None]
        entry.links[one.name] = [Link(key, _NOWHERE) for key in sorted(keys, key=_comparable)]
    for key, part in shape.parts.items():
        rows = [
            below
            for below in getattr(row, part.related).all()
            if all(getattr(below, name) == value for name, value in part.only.items())
        ]
        entry.parts[key] = [entry_of(below, part.shape, number) for number, below in enumerate(rows, start=1)]
    return entry


def _key(row: Model) -> Key:
    return (f"#{row.pk}",) if isinstance(row, FocusArea) else key_of_row(row)


def _number_sections(programme: Entry, row: Programme) -> None:
    """Replace the ids of sections, in the sections and in what refers to them, by their outline numbers."""
    children: dict[int | None, list[int]] = {}
    for section in row.focus_areas.all():
        children.setdefault(section.parent_id, []).append(section.pk)
    numbers: dict[str, str] = {}

    def number(sections: list[Entry], parent: int | None, above: str) -> None:
        for position, (section, pk) in enumerate(zip(sections, children.get(parent, []), strict=True), start=1):
            section.label = numbers[f"#{pk}"] = f"{above}{position}"
            number(section.parts["unterabschnitte"], pk, f"{section.label}.")

    number(programme.parts["schwerpunkte"], None, "")
    for measure in programme.parts["massnahmen"]:
        for link in measure.links["focus_area"]:
            link.key = tuple(numbers[str(part)] for part in link.key)


def _comparable(key: Key) -> tuple[str, ...]:
    return tuple("" if part is None else str(part) for part in key)


def _order(row: Model) -> tuple[str, ...]:
    return _comparable(key_of_row(row))
