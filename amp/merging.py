"""Three versions of the same thing become one, or the places are named where two people contradict each other. Pure.

`base` is what somebody saw when they opened a form, `mine` what they made of it, `theirs` what is stored by now. Values
are plain: what JSON knows. Nothing here decides for a person: where both changed the same, there is a conflict.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from amp.merging_texts import merge_blocks

Plain = Any
"""None, text, number, truth value, a list of keys (many-to-many) or a list of dicts with an `id` (child rows)."""

_CONFLICT = object()
_UNSEEN = object()


@dataclass(frozen=True)
class FieldConflict:
    """A value that both changed, each in another way. `base` is None, too, where it is not known what was seen."""

    name: str
    base: Plain
    theirs: Plain
    mine: Plain


@dataclass(frozen=True)
class Merge:
    """The merged values; a field in conflict holds mine there, and must not be saved before somebody has chosen."""

    merged: dict[str, Plain]
    conflicts: tuple[FieldConflict, ...]


def merge(
    base: Mapping[str, Plain],
    theirs: Mapping[str, Plain],
    mine: Mapping[str, Plain],
    *,
    texts: Collection[str] = (),
    sets: Collection[str] = (),
    rows: Collection[str] = (),
) -> Merge:
    """Merge field by field. `texts` are HTML, merged by block; `sets` lists of keys; `rows` lists of dicts with `id`.

    A field missing in `base` was not seen: it is in conflict unless both sides agree.
    """
    merged: dict[str, Plain] = {}
    conflicts = []
    for name, own in mine.items():
        seen, stored = base.get(name, _UNSEEN), theirs[name]
        together = _merged(seen, stored, own, name=name, texts=texts, sets=sets, rows=rows)
        if together is _CONFLICT:
            conflicts.append(FieldConflict(name, base.get(name), stored, own))
            together = own
        merged[name] = together
    return Merge(merged, tuple(conflicts))


def _merged(
    base: Plain,
    theirs: Plain,
    mine: Plain,
    *,
    name: str = "",
    texts: Collection[str] = (),
    sets: Collection[str] = (),
    rows: Collection[str] = (),
) -> Plain:
    """The value both agree on, or _CONFLICT."""
    if mine in (theirs, base):
        return theirs
    if theirs == base:
        return mine
    if name in texts and isinstance(base, str):
        text = merge_blocks(base, theirs, mine)
        return _CONFLICT if text is None else text
    if name in sets and isinstance(base, list):
        return _merge_sets(base, theirs, mine)
    if name in rows and isinstance(base, list):
        return _merge_rows(base, theirs, mine)
    return _CONFLICT


def _merge_sets(base: list[Plain], theirs: list[Plain], mine: list[Plain]) -> list[Plain]:
    """What somebody added is in, what somebody removed is out: with a common base these never contradict."""
    seen, stored, own = set(base), set(theirs), set(mine)
    return sorted((stored & own) | (stored - seen) | (own - seen), key=str)


def _merge_rows(base: list[Plain], theirs: list[Plain], mine: list[Plain]) -> Plain:
    """Merge rows of the same id field by field; new rows (id None) of both, each once. Or _CONFLICT."""
    seen, stored, own = ({row["id"]: row for row in rows if row["id"] is not None} for rows in (base, theirs, mine))
    merged = []
    for key in dict.fromkeys([*stored, *own]):
        row = _merge_row(seen.get(key), stored.get(key), own.get(key))
        if row is _CONFLICT:
            return _CONFLICT
        if row is not None:
            merged.append(row)
    for row in (*theirs, *mine):
        if row["id"] is None and row not in merged:
            merged.append(row)
    return merged


def _merge_row(base: Plain, theirs: Plain, mine: Plain) -> Plain:
    row = _merged(base, theirs, mine)
    if row is not _CONFLICT or base is None or theirs is None or mine is None:
        return row
    together = {name: _merged(base.get(name), theirs.get(name), own) for name, own in mine.items()}
    return _CONFLICT if _CONFLICT in together.values() else together
