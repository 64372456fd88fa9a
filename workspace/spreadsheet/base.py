"""The hidden column of a row: its values when it went out, as JSON. Names stand there with their keys."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from workspace.spreadsheet.columns import Column, Kind
from workspace.spreadsheet.snapshot import Choice, Values

Names = Mapping[str, Mapping[int, str]]
"""Column → key → name."""


def written(columns: tuple[Column, ...], values: Values, choices: Mapping[str, Mapping[int, Choice]]) -> str:
    """The values of a row as one text."""

    def plain(column: Column) -> Any:
        value = values[column.name]
        match column.kind:
            case Kind.DATE:
                return value and value.isoformat()
            case Kind.NAME | Kind.NAMES:
                keys = sorted(value) if isinstance(value, frozenset) else [value] if value else []
                return {str(key): choices[column.name][key].label for key in keys}
        return value

    return json.dumps({column.name: plain(column) for column in columns}, ensure_ascii=False, separators=(",", ":"))


def read(columns: tuple[Column, ...], text: str) -> tuple[Values, Names]:
    """What `written` wrote; ValueError where somebody changed it."""
    try:
        found = json.loads(text)
        values = {column.name: _value(column, found[column.name]) for column in columns}
        names = {
            column.name: {int(key): str(name) for key, name in found[column.name].items()}
            for column in columns
            if column.kind in {Kind.NAME, Kind.NAMES}
        }
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError from error
    return values, names


def _value(column: Column, found: Any) -> Any:
    match column.kind:
        case Kind.DATE:
            return None if found is None else date.fromisoformat(found)
        case Kind.NUMBER:
            if found is not None and (isinstance(found, bool) or not isinstance(found, int)):
                raise ValueError
            return found
        case Kind.NAME:
            keys = [int(key) for key in found]
            if len(keys) > 1:
                raise ValueError
            return keys[0] if keys else None
        case Kind.NAMES:
            return frozenset(int(key) for key in found)
    if not isinstance(found, str):
        raise ValueError
    return found
