"""What the pages of the history print."""

from dataclasses import dataclass
from datetime import datetime

from amp.worddiff import Piece


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    """A field, old and new in words; of a text the words that changed instead (`pieces`). `column` is its column."""

    column: str
    label: str
    before: str
    after: str
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RowChange:
    """What an action did to one thing: created, changed or deleted (`kind`: I, U, D), and its fields.

    `url` leads to the history of this thing, `restore_url` to the page that brings back its state of then; "" where
    there is none.
    """

    kind: str
    verb: str
    noun: str
    name: str
    fields: tuple[FieldChange, ...]
    url: str = ""
    restore_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One action: when, by whom, why, and what it did. `more` changes of it are not listed.

    `undoable`: whether the person who reads this may do the reverse; whether it still can be done shows when they try.
    """

    action: str
    at: datetime
    person: str
    reason: str
    rows: tuple[RowChange, ...]
    more: int = 0
    undoable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One field of one change, for a spreadsheet."""

    at: datetime
    person: str
    reason: str
    noun: str
    name: str
    verb: str
    field: str
    before: str
    after: str
