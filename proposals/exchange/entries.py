"""A row as the file tells it: the common form of what a file says and of what the database holds."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from typing import Any

from django.db.models import Model

from proposals.exchange.kinds import kind_of
from proposals.exchange.problems import Place, excerpt
from proposals.exchange.schema import IDENTITY, REFERENCE_PARTS, Shape

Key = tuple[str | date | None, ...]
"""What a row is known by: the values of its identity, or the number of a section in the outline (`2.3.1`)."""


@dataclass(slots=True)
class Link:
    """A reference to another row; `key` may lack its last part (the validity) until it is resolved."""

    key: Key
    place: Place


@dataclass(slots=True)
class Entry:
    """One row. What could not be read is missing in `values`; such an entry is never stored."""

    shape: Shape
    place: Place
    number: int = 1
    values: dict[str, Any] = field(default_factory=dict)
    links: dict[str, list[Link]] = field(default_factory=dict)
    parts: dict[str, list["Entry"]] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    label: str = ""
    broken: bool = False
    #: The entry that this one lies below.
    above: "Entry | None" = field(default=None, repr=False, compare=False)

    @property
    def key(self) -> Key | None:
        """What the entry is known by; None while part of it could not be read."""
        if self.shape.label:
            return (self.label,)
        try:
            return tuple(self._known_by(name) for name in IDENTITY.get(self.shape.model, ()))
        except LookupError:
            return None

    def _known_by(self, name: str) -> str | date | None:
        """A part of the key; LookupError where it could not be read."""
        own, _, of_other = name.partition("__")
        if not of_other:
            return self.values[own]
        if own in self.links:
            return self.links[own][0].key[0]
        if self.above is None:
            raise LookupError(name)
        return self.above.values[of_other]

    @property
    def title(self) -> str:
        """How a sentence names the entry."""
        return f"{self.shape.model._meta.verbose_name} »{excerpt(shown_key(self.key or ()))}«"

    def walk(self) -> Iterator["Entry"]:
        """The entry and all entries below it."""
        yield self
        for part in self.parts.values():
            for entry in part:
                yield from entry.walk()


@dataclass(slots=True)
class Document:
    """What one file holds: a Jobcenter, reference rows, at most one programme."""

    place: Place
    jobcenter: Entry | None = None
    references: dict[str, list[Entry]] = field(default_factory=lambda: {key: [] for key in REFERENCE_PARTS})
    programme: Entry | None = None

    def rows(self) -> Iterator[Entry]:
        """The reference rows in the order in which they depend on each other, the Jobcenter first."""
        if self.jobcenter:
            yield self.jobcenter
        for entries in self.references.values():
            yield from entries


def key_of_row(row: Model) -> Key:
    return tuple(reduce(getattr, name.split("__"), row) for name in IDENTITY[type(row)])


def shown_key(key: Key) -> str:
    return " ".join(part.isoformat() if isinstance(part, date) else part for part in key if part)


def differences(ours: Entry, theirs: Entry) -> Iterator[tuple[Place, str]]:
    """Where `theirs` (the database) differs from `ours` (the file): the place in the file and a sentence."""
    for key, one in ours.shape.fields.items():
        mine, other = ours.values.get(one.name), theirs.values.get(one.name)
        if mine != other:
            shown = kind_of(one).shown
            yield (
                ours.places.get(one.name) or ours.place.below(key, ours.place.line),
                f"In der Datei steht {_quoted(mine, shown)}, in der Datenbank {_quoted(other, shown)}.",
            )
    for key, one in ours.shape.links.items():
        mine = sorted(shown_key(link.key) for link in ours.links.get(one.name, []))
        other = sorted(shown_key(link.key) for link in theirs.links.get(one.name, []))
        if mine != other:
            yield (
                ours.places.get(one.name) or ours.place.below(key, ours.place.line),
                f"In der Datei steht {_listed(mine)}, in der Datenbank {_listed(other)}.",
            )
    for key in ours.shape.parts:
        mine_rows, other_rows = ours.parts.get(key, []), theirs.parts.get(key, [])
        if len(mine_rows) != len(other_rows):
            yield (
                ours.place.below(key, ours.place.line),
                f"Die Datei hat hier {len(mine_rows)}, die Datenbank {len(other_rows)} Einträge.",
            )
        for mine_row, other_row in zip(mine_rows, other_rows, strict=False):
            yield from differences(mine_row, other_row)


def _quoted(value: Any, shown: Any) -> str:
    return "nichts" if value is None or value == "" else f"»{excerpt(shown(value))}«"


def _listed(names: list[str]) -> str:
    return ", ".join(f"»{excerpt(name)}«" for name in names) or "nichts"
