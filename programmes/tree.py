"""The sections of programmes as a tree: reading order, numbers, and moving a section among its siblings."""

from collections.abc import Iterable
from enum import StrEnum

from django.db import transaction
from django.db.models import Case, F, When
from django.db.models.expressions import OrderBy

from programmes.models import FocusArea
from programmes.numbering import in_reading_order


class Direction(StrEnum):
    UP = "hinauf"
    DOWN = "hinunter"


def _on_level(level: int, field: str) -> Case:
    """`field` of the section itself or of its ancestor on this level; NULL on a level above it."""
    paths = {depth: f"{'parent__' * (depth - level)}{field}" for depth in range(level, 4)}
    return Case(*(When(level=depth, then=F(path)) for depth, path in paths.items()))


def reading_order() -> tuple[OrderBy, ...]:
    """ORDER BY of the sections of one programme: each before those below it, siblings by position."""
    return tuple(
        OrderBy(_on_level(level, field), nulls_first=True) for level in (1, 2, 3) for field in ("position", "pk")
    )


def numbers_of(programmes: Iterable[int]) -> dict[int, str]:
    """The number of every section of the programmes (given by key), such as `2.3.1`."""
    parents: dict[int, list[tuple[int, int | None]]] = {}
    sections = FocusArea.objects.filter(programme__in=set(programmes)).order_by("level", "position", "pk")
    for pk, programme, parent in sections.values_list("pk", "programme_id", "parent_id"):
        parents.setdefault(programme, []).append((pk, parent))
    return {place.pk: place.number for of_one in parents.values() for place in in_reading_order(of_one)}


@transaction.atomic
def move(*, section: FocusArea, direction: Direction) -> bool:
    """Let a section and its neighbour change places; False where there is no neighbour on that side."""
    siblings = list(
        FocusArea.objects.select_for_update()
        .filter(programme=section.programme_id, parent=section.parent_id)
        .order_by("pk")
    )
    # Sorted by us: the database sorts before it waits for somebody who is moving a section just now.
    siblings.sort(key=lambda sibling: (sibling.position, sibling.pk))
    place = next(index for index, sibling in enumerate(siblings) if sibling.pk == section.pk)
    other = place - 1 if direction is Direction.UP else place + 1
    if not 0 <= other < len(siblings):
        return False
    siblings[place], siblings[other] = siblings[other], siblings[place]
    for position, sibling in enumerate(siblings, start=1):
        sibling.position = position
    FocusArea.objects.bulk_update(siblings, ["position"])
    return True
