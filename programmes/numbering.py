"""The order and the numbers of the sections of one programme. Pure: nothing in here asks the database."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a section stands: `number` is »2.3.1«, `path` the sections from the top down to this one (keys).

    `ends` tells that no other section lies below it.
    """

    pk: int
    number: str
    path: tuple[int, ...]
    ends: bool


def in_reading_order(parents: Iterable[tuple[int, int | None]]) -> Iterator[Place]:
    """The places of sections given as (key, key of the section above), siblings in their order; in reading order."""
    below: dict[int | None, list[int]] = {}
    for pk, parent in parents:
        below.setdefault(parent, []).append(pk)

    def walk(parent: int | None, prefix: str, path: tuple[int, ...]) -> Iterator[Place]:
        for count, pk in enumerate(below.get(parent, ()), start=1):
            here = Place(pk=pk, number=f"{prefix}{count}", path=(*path, pk), ends=pk not in below)
            yield here
            yield from walk(pk, f"{here.number}.", here.path)

    return walk(None, "", ())
