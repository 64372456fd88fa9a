"""Two versions of a field as people read them: names for keys, German dates and numbers, and whose version it is."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Any

from django import forms
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model, Q
from django.forms.models import ModelChoiceField
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from amp import numbers
from amp.merging import Plain
from amp.models import Change
from amp.prose import HEADING_LEVELS, shown_prose
from amp.worddiff import Mark, Piece, plain_text, word_diff

LastChange = Callable[[Model, str], tuple[str, datetime] | None]
NOTHING = format_html('<span class="muted">{}</span>', "(leer)")
MISSING = format_html('<span class="muted">{}</span>', "(steht hier nicht)")


@dataclass(frozen=True)
class Choice:
    """One of the versions a person may keep: the value sent, how it is named, and the version; none for both."""

    value: str
    label: str
    shown: SafeString
    checked: bool


@dataclass(frozen=True)
class ConflictInWords:
    """A field that two people changed, for the page. `control` is the name its choice is sent under."""

    name: str
    label: str
    control: str
    choices: tuple[Choice, ...]


def last_change(row: Model, name: str) -> tuple[str, datetime] | None:
    """Who last changed this field of the row, and when; None where the history does not know."""
    try:
        field = row._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    changes = Change.objects.all()
    if field.many_to_many:
        key = field.m2m_column_name()
        mine = Q(**{f"after__{key}": row.pk}) | Q(**{f"before__{key}": row.pk})
        changes = changes.filter(mine, table=field.m2m_db_table())
    else:
        changes = changes.filter(table=row._meta.db_table, row=row.pk, after__has_key=field.column)
    found = changes.first()
    return (found.actor_name, found.at) if found and found.actor else None


def version_of(change: tuple[str, datetime] | None, *, now: datetime) -> str:
    """`Fassung von Anna Berg, 14:03 Uhr`; on another day with the date."""
    if change is None:
        return "Zwischenzeitlich gespeicherte Fassung"
    name, at = change
    local = timezone.localtime(at)
    day = "" if local.date() == timezone.localtime(now).date() else f"{numbers.german_date(local.date())}, "
    return f"Fassung von {name}, {day}{local:%H:%M}{numbers.NBSP}Uhr"


def in_words(value: Plain, field: forms.Field | None, *, text: bool = False) -> SafeString:
    """A plain value as HTML. `field` tells what a key or a code means; `text` is rich text."""
    if value in (None, "", []):
        return NOTHING
    if text:
        return mark_safe(shown_prose(value, HEADING_LEVELS[0]))  # noqa: S308 - cleaned by shown_prose
    if isinstance(value, list):
        return format_html(
            "<ul>{}</ul>", format_html_join("", "<li>{}</li>", ((word,) for word in _words(value, field)))
        )
    return format_html("{}", _word(value, field))


def side_by_side(mine: Plain, theirs: Plain, *, text: bool) -> tuple[SafeString, SafeString] | None:
    """Both versions of a text with the words marked that only they have; None where no words differ.

    Paragraphs that are the same in both are folded away.
    """
    own, stored = (plain_text(value) if text else value for value in (mine, theirs))
    if own == stored or not own or not stored:
        return None
    before, after = stored.split("\n"), own.split("\n")
    shown: list[tuple[SafeString, SafeString]] = []
    for kind, start, end, first, last in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            shown.append((_folded(before[start:end]),) * 2)
        else:
            pieces = word_diff("\n".join(before[start:end]), "\n".join(after[first:last]))
            shown.append((_marked(pieces, Mark.IN), _marked(pieces, Mark.OUT)))
    left, right = zip(*shown, strict=True)
    return _text(left), _text(right)


def _text(parts: Iterable[SafeString]) -> SafeString:
    return format_html('<div class="conflict__text">{}</div>', format_html_join("", "{}", ((part,) for part in parts)))


def _folded(lines: list[str]) -> SafeString:
    many = f"{len(lines)} gleiche Absätze" if len(lines) > 1 else "1 gleicher Absatz"
    return format_html("<details><summary>{}</summary>{}</details>", many, "\n".join(lines))


def _marked(pieces: Iterable[Piece], mark: Mark) -> SafeString:
    shown = [(piece.text, piece.mark == mark) for piece in pieces if piece.mark in (mark, Mark.SAME)]
    words = [(format_html("<mark>{}</mark>" if marked else "{}", words),) for words, marked in shown]
    return format_html("<p>{}</p>", format_html_join("", "{}", words) if words else MISSING)


def _words(values: list[Plain], field: forms.Field | None) -> list[str]:
    if isinstance(field, ModelChoiceField):
        rows = field.queryset.model._base_manager.filter(pk__in=values)
        return sorted(field.label_from_instance(row) for row in rows)
    return [", ".join(str(part) for part in row.values()) if isinstance(row, dict) else str(row) for row in values]


def _word(value: Plain, field: forms.Field | None) -> str:
    if isinstance(field, ModelChoiceField):
        return (_words([value], field) or [str(value)])[0]
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))
    if isinstance(value, bool):
        return "ja" if value else "nein"
    if isinstance(field, forms.DateField):
        return numbers.german_date(date.fromisoformat(value))
    if isinstance(field, forms.DecimalField | forms.IntegerField):
        exact = Decimal(value)
        return numbers.number(exact, max(-int(exact.as_tuple().exponent), 0))
    return str(value)


def plain(value: Any) -> Plain:
    """A value as JSON knows it, the same for everything equal: 1.50 and 1.5, a row and its key."""
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Model):
        return value.pk
    if hasattr(value, "__iter__"):
        return sorted((plain(one) for one in value), key=str)
    return str(value)
