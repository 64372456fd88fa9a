"""Changes in the words of the people: fields by their German names, values as the pages print them."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    DecimalField,
    Field,
    ForeignKey,
    IntegerField,
    JSONField,
    TextField,
)
from django.urls import reverse
from django.utils import timezone

from amp.models import Change, ChangeKind
from amp.numbers import UNKNOWN, german_date, number
from amp.worddiff import plain_text, shortened, word_diff
from programmes.models import Programme
from workspace.history.kinds import Kind, kinds
from workspace.history.names import Key
from workspace.history.net import Columns, NetChange
from workspace.history.rows import FieldChange, RowChange

#: Columns that say where a row belongs, or follow from others; a created row does not list them.
SILENT = frozenset({"id", "programme_id", "jobcenter_id", "level", "position", "written_at"})
#: What else changes silently: keys never do, and the level follows from the parent.
NEVER = frozenset({"id", "level"})
#: Characters of a text that a list tells of what was created or deleted.
LONGEST_VALUE = 240


def keys_of(changes: Iterable[Change | NetChange]) -> set[Key]:
    """Everything whose name is needed to tell these changes."""
    keys = set()
    for change in changes:
        kind = kinds()[change.table]
        if not kind.link:
            keys.add((change.table, change.row))
        for columns in (change.before, change.after):
            keys |= {
                (field.remote_field.model._meta.db_table, columns[column])
                for column, field in kind.references.items()
                if columns and columns.get(column) is not None
            }
    return keys


def row_changes(
    changes: Iterable[Change], known: Mapping[Key, str], *, programme: Programme | None = None, brief: bool = True
) -> tuple[RowChange, ...]:
    """The changes of one action, a thing at a time; links count as a field of the thing that has them.

    With a programme the things link to their own history. `brief` leaves out what stayed in long texts.
    """
    of_row: dict[Key, list[Change]] = {}
    links: dict[Key, list[Change]] = {}
    for change in sorted(changes, key=lambda change: change.pk):
        kind = kinds()[change.table]
        if kind.link:
            owner = owner_of(kind, change)
            links.setdefault(owner, []).append(change)
            of_row.setdefault(owner, [])
        else:
            of_row.setdefault((change.table, change.row), []).append(change)
    return tuple(
        row
        for key, own in of_row.items()
        if (row := _row_change(key, own, links.get(key, []), known, programme=programme, brief=brief))
    )


def owner_of(kind: Kind, change: Change) -> Key:
    """The thing a link belongs to."""
    column = next(column for column, field in kind.references.items() if field.remote_field.model is kind.owner)
    return kind.owner._meta.db_table, (change.after or change.before)[column]


def _row_change(
    key: Key,
    own: list[Change],
    links: list[Change],
    known: Mapping[Key, str],
    *,
    programme: Programme | None,
    brief: bool,
) -> RowChange | None:
    kind = kinds()[key[0]]
    what = "D" if own and own[-1].kind == "D" else "I" if own and own[0].kind == "I" else "U"
    name = known.get(key, f"Nr. {key[1]}")
    fields = _fields(kind, own, what, known, brief=brief, name=name) + _link_fields(links, known)
    if what == "U" and not fields:
        return None
    address = [programme.jobcenter.slug, programme.year] if programme else []
    return RowChange(
        kind=what,
        verb=str(ChangeKind(what).label),
        noun=kind.label,
        name=name,
        fields=fields,
        url=reverse("history_of", args=[*address, kind.slug, key[1]]) if programme else "",
        restore_url=reverse("restore", args=[*address, own[-1].pk]) if programme and own else "",
    )


def _fields(
    kind: Kind, own: list[Change], what: str, known: Mapping[Key, str], *, brief: bool, name: str
) -> tuple[FieldChange, ...]:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for change in own:
        before = {**(change.before or {}), **before}
        after = {**after, **(change.after or {})}
    sides = None if what == "I" else before, None if what == "D" else after
    return field_changes(kind, *sides, known, brief=brief, name=name)


def field_changes(
    kind: Kind,
    before: Columns | None,
    after: Columns | None,
    known: Mapping[Key, str],
    *,
    brief: bool = True,
    name: str = "",
) -> tuple[FieldChange, ...]:
    """The fields that differ; of a row that came or went (None) those that say more than its name."""
    whole = before is None or after is None
    found = []
    for column, field in kind.fields.items():
        old, new = (before or {}).get(column), (after or {}).get(column)
        if old == new or column in (SILENT if whole else NEVER):
            continue
        words = in_words(field, old, known), in_words(field, new, known)
        if whole and _says_nothing(field, old if after is None else new, words[0 if after is None else 1], name):
            continue
        found.append(_field_change(column, field, (old, new), words, brief=brief, whole=whole))
    return tuple(found)


def _says_nothing(field: Field, value: Any, words: str, name: str) -> bool:
    """Whether a field of a whole row is empty, already in the name of the row, or how exact a number is by default."""
    exact = field.name in {"qualifier", "decimals"} and value == field.default
    return words == UNKNOWN or words in (name, *name.split(" – ")) or exact


def _field_change(
    column: str, field: Field, values: tuple[Any, Any], words: tuple[str, str], *, brief: bool, whole: bool
) -> FieldChange:
    label = str(field.verbose_name)
    if whole and brief:
        words = _beginning(words[0]), _beginning(words[1])
    if whole or not isinstance(field, TextField):
        return FieldChange(column=column, label=label, before=words[0], after=words[1])
    old, new = (plain_text(value or "") for value in values)
    if old == new:
        return FieldChange(column=column, label=label, before="", after="nur die Gestaltung")
    pieces = word_diff(old, new)
    pieces = shortened(pieces) if brief else pieces
    return FieldChange(column=column, label=label, before=words[0], after=words[1], pieces=pieces)


def _beginning(text: str) -> str:
    return text if len(text) <= LONGEST_VALUE else f"{text[:LONGEST_VALUE].rsplit(' ', 1)[0]} …"


def _link_fields(links: list[Change], known: Mapping[Key, str]) -> tuple[FieldChange, ...]:
    """One field for each kind of link: what was taken away, what was added."""
    by_table: dict[str, dict[str, list[str]]] = {}
    for change in links:
        kind = kinds()[change.table]
        owner = owner_of(kind, change)
        columns = change.after or change.before or {}
        for column, field in kind.references.items():
            key = (field.remote_field.model._meta.db_table, columns.get(column))
            if key != owner and change.kind in "ID":
                sides = by_table.setdefault(change.table, {"I": [], "D": []})
                sides[change.kind].append(known.get(key, f"Nr. {key[1]}"))
    return tuple(
        FieldChange(
            column=table,
            label=kinds()[table].label,
            before=", ".join(sides["D"]) or UNKNOWN,
            after=", ".join(sides["I"]) or UNKNOWN,
        )
        for table, sides in by_table.items()
    )


def in_words(field: Field, value: Any, known: Mapping[Key, str]) -> str:
    """A stored value as people read it; what is empty or not known is a dash."""
    if value is None or value == "":
        return UNKNOWN
    if isinstance(field, ForeignKey):
        return known.get((field.remote_field.model._meta.db_table, value), f"Nr. {value}")
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    match field:
        case BooleanField():
            return "ja" if value else "nein"
        case DecimalField():
            return number(Decimal(value), _places(Decimal(value)))
        case IntegerField():
            return str(value)
        case DateField():
            day = field.to_python(value)
            return moment(day) if isinstance(day, datetime) else german_date(day)
        case TextField():
            return plain_text(value)
        case JSONField():
            return f"{len(value)} Angaben"
    return str(value)


def _places(value: Decimal) -> int:
    """As many decimal places as the value has, two where it has any but whole ones."""
    exponent = value.normalize().as_tuple().exponent
    return 0 if not isinstance(exponent, int) or exponent >= 0 else max(2, -exponent)


def moment(at: datetime) -> str:
    """When it was, as people write it: 22.11.2026, 18:40 Uhr."""
    return f"{timezone.localtime(at):%d.%m.%Y, %H:%M} Uhr"
