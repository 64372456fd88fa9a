"""The sections of programmes as a tree: reading order, numbers, and changing the tree."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from django.db import connection, transaction
from django.db.models import Case, F, When
from django.db.models.expressions import OrderBy

from programmes.locking import lock_programme
from programmes.models import FocusArea, Measure, Programme
from programmes.models.programme import DEEPEST_LEVEL
from programmes.numbering import in_reading_order

TOO_DEEP = "Abschnitte haben höchstens drei Ebenen."
INTO_ITSELF = "Ein Abschnitt kann nicht sich selbst untergeordnet werden."
GONE = "Einen der beiden Abschnitte gibt es nicht mehr; jemand hat ihn inzwischen gelöscht."


class Direction(StrEnum):
    UP = "hinauf"
    DOWN = "hinunter"
    IN = "einruecken"
    OUT = "ausruecken"


class Where(StrEnum):
    """Where a section goes, seen from another: beside it, or below it as its last."""

    BEFORE = "davor"
    AFTER = "danach"
    BELOW = "darunter"


class NotPossible(Exception):
    """The tree cannot be changed like this; the German message says why. Nothing was changed."""


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


class Outline:
    """The sections of a programme without their texts, locked until the end of the transaction.

    People who change the tree at the same time thus do so one after the other; the programme is locked first, since a
    section that somebody adds just now could not be seen yet.
    """

    def __init__(self, programme: int) -> None:
        lock_programme(programme)
        locked = FocusArea.objects.select_for_update().filter(programme=programme).order_by("pk").defer("text")
        # Sorted by us: the database sorts before it waits for somebody who is moving a section just now.
        rows = sorted(locked, key=lambda row: (row.position, row.pk))
        self.rows = {row.pk: row for row in rows}

    def find(self, section: FocusArea) -> FocusArea:
        """The section as it is now. Raises NotPossible."""
        if section.pk not in self.rows:
            raise NotPossible(GONE)
        return self.rows[section.pk]

    def children(self, parent: int | None) -> list[FocusArea]:
        return [row for row in self.rows.values() if row.parent_id == parent]

    def subtree(self, section: FocusArea) -> Iterator[FocusArea]:
        """The section and all below it."""
        yield section
        for child in self.children(section.pk):
            yield from self.subtree(child)

    def place(self, section: FocusArea, where: Where, target: FocusArea | None) -> list[FocusArea]:
        """Put the section, which may be a new one, beside or below the target; without one at the end of the text.

        Returns the rows whose place is another now; they are not saved yet. Raises NotPossible.
        """
        below = list(self.subtree(section)) if section.pk else [section]
        parent = target if where is Where.BELOW else target and self.rows.get(target.parent_id)
        if section in below and target in below:
            raise NotPossible(INTO_ITSELF)
        deeper = (parent.level if parent else 0) + 1 - section.level
        if max(row.level for row in below) + deeper > DEEPEST_LEVEL:
            raise NotPossible(TOO_DEEP)
        before = {id(row): (row.parent_id, row.level, row.position) for row in [*self.rows.values(), section]}
        siblings = [row for row in self.children(parent.pk if parent else None) if row is not section]
        index = len(siblings)
        if target is not None and where is not Where.BELOW:
            index = siblings.index(target) + (where is Where.AFTER)
        siblings.insert(index, section)
        section.parent_id = parent.pk if parent else None
        for row in below:
            row.level += deeper
        for position, row in enumerate(siblings, start=1):
            row.position = position
        touched = {id(row): row for row in (*siblings, *below)}
        return [row for key, row in touched.items() if before[key] != (row.parent_id, row.level, row.position)]


def _save(rows: Iterable[FocusArea]) -> None:
    FocusArea.objects.bulk_update(sorted(rows, key=lambda row: row.pk), ["parent", "level", "position"])


@transaction.atomic
def put(*, section: FocusArea, where: Where, target: FocusArea) -> None:
    """Move a section with all below it beside or below another of the same programme. Raises NotPossible."""
    outline = Outline(section.programme_id)
    _save(outline.place(outline.find(section), where, outline.find(target)))


_NUMBERS = """
    WITH RECURSIVE path AS (
        SELECT id AS section, id, parent_id, programme_id, position, level FROM programmes_focusarea WHERE id = ANY(%s)
        UNION ALL
        SELECT path.section, above.id, above.parent_id, above.programme_id, above.position, above.level
        FROM path JOIN programmes_focusarea AS above ON above.id = path.parent_id
    )
    SELECT section, string_agg(place::text, '.' ORDER BY level)
    FROM path CROSS JOIN LATERAL (
        SELECT count(*) AS place FROM programmes_focusarea AS sibling
        WHERE sibling.programme_id = path.programme_id AND sibling.parent_id IS NOT DISTINCT FROM path.parent_id
            AND (sibling.position, sibling.id) <= (path.position, path.id)
    ) AS places
    GROUP BY section
"""


def numbers_of_sections(sections: Iterable[int]) -> dict[int, str]:
    """The numbers of these sections alone (given by key), of however many programmes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS, [list(sections)])
        return dict(cursor.fetchall())


@transaction.atomic
def move(*, section: FocusArea, direction: Direction) -> bool:
    """Move a section one step; False where it stands at the edge already. Raises NotPossible.

    Up and down it changes places with its neighbour; in, it goes below the section before it; out, behind its parent.
    """
    outline = Outline(section.programme_id)
    moved = outline.find(section)
    siblings = outline.children(moved.parent_id)
    place = siblings.index(moved)
    match direction:
        case Direction.UP | Direction.IN:
            target = siblings[place - 1] if place else None
        case Direction.DOWN:
            target = siblings[place + 1] if place + 1 < len(siblings) else None
        case Direction.OUT:
            target = outline.rows.get(moved.parent_id)
    if target is None:
        return False
    sides = {Direction.UP: Where.BEFORE, Direction.IN: Where.BELOW}
    _save(outline.place(moved, sides.get(direction, Where.AFTER), target))
    return True


@transaction.atomic
def add(*, programme: Programme, title: str, where: Where = Where.AFTER, target: FocusArea | None = None) -> FocusArea:
    """A new section beside or below another, without one at the end of the text. Raises NotPossible."""
    outline = Outline(programme.pk)
    section = FocusArea(programme=programme, title=title)
    changed = outline.place(section, where, outline.find(target) if target else None)
    _save(row for row in changed if row is not section)
    section.save()
    return section


@transaction.atomic
def remove(*, section: FocusArea) -> None:
    """Delete a section and all below it; their measures then belong to the section above, or to none.

    Raises NotPossible where somebody was faster.
    """
    outline = Outline(section.programme_id)
    gone = outline.find(section)
    below = [row.pk for row in outline.subtree(gone)]
    Measure.objects.filter(focus_area__in=below).update(focus_area=gone.parent_id)
    gone.delete()
