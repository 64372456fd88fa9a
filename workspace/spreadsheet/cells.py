"""What a person may write into a cell, and what it means. ValueError says in German what is wrong."""

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from unicodedata import normalize

from amp.numbers import EXAMPLE_OF_WHOLE, parse_decimal
from workspace.spreadsheet.columns import LARGEST, Column, Kind

NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that would make the file unreadable."""

_UNSEEN = re.compile("[\u200b\u2060\ufeff]")
"""What comes along unseen where text is copied from a page; two names that look the same would be two."""

_SEMICOLON = re.compile(r"\s*;\s*")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")


def value_of(column: Column, found: Any) -> Any:
    """The value of a filled cell in its column; names and sections stay text until they are looked up."""
    match column.kind:
        case Kind.CHOICE:
            return _choice(column.choices, plain(found))
        case Kind.DATE:
            return _day(found)
        case Kind.NUMBER:
            return _whole(found)
    text = plain(found)
    if column.longest and len(text) > column.longest:
        raise ValueError(f"Der Text hat {len(text)} Zeichen, erlaubt sind {column.longest}.")
    return text


def plain(found: Any) -> str:
    """A text on one line; a number is taken as its digits, since spreadsheets make numbers of what looks like one."""
    match found:
        case bool() | datetime() | date() | time() | timedelta():
            raise ValueError("Hier wird ein Text erwartet. Bitte formatieren Sie die Zelle als Text.")
        case float() if found.is_integer():
            return str(int(found))
        case int() | float():
            return str(found)
    return clean(str(found))


def clean(text: str) -> str:
    """What is left of a text in a cell: one line, single spaces, nothing unseen or that a workbook cannot hold."""
    return " ".join(normalize("NFC", _UNSEEN.sub("", NOT_IN_XML.sub("", text))).split())


def normal(text: str) -> str:
    """How names are compared: case and spaces do not count."""
    return _SEMICOLON.sub(";", clean(text)).casefold()


def parts_of(text: str, known: Collection[str]) -> list[str]:
    """The names in a cell. A semicolon belongs to a name where the longer name is `known` (in its normal form)."""
    pieces = [piece.strip() for piece in text.split(";")]
    longest = 1 + max((name.count(";") for name in known), default=0)
    names = []
    while pieces:
        joined = (";".join(pieces[:length]) for length in range(min(longest, len(pieces)), 1, -1))
        name = next((name for name in joined if normal(name) in known), pieces[0])
        names.append(name)
        del pieces[: name.count(";") + 1]
    return [name for name in names if name]


def _choice(choices: Mapping[str, str], text: str) -> str:
    for value, label in choices.items():
        if normal(text) in {normal(value), normal(label)}:
            return value
    raise ValueError(f"»{text}« gibt es nicht. Möglich sind: {', '.join(choices.values())}.")


def _day(found: Any) -> date:
    match found:
        case datetime():
            return found.date()
        case date():
            return found
        case str() if match := _DAY.fullmatch(found.strip()):
            day, month, year = map(int, match.groups())
            try:
                return date(year, month, day)
            except ValueError:
                raise ValueError(f"Den Tag »{found.strip()}« gibt es nicht.") from None
        case bool() | time() | timedelta():
            raise ValueError("Hier wird ein Datum erwartet, zum Beispiel 01.06.2021.")
    raise ValueError(f"»{found}« ist kein Datum. Bitte schreiben Sie zum Beispiel 01.06.2021.")


def _whole(found: Any) -> int:
    match found:
        case bool() | datetime() | date() | time() | timedelta():
            raise ValueError("Hier wird eine ganze Zahl erwartet. Bitte formatieren Sie die Zelle als Zahl.")
        case str():
            number = parse_decimal(found, example=EXAMPLE_OF_WHOLE)
        case _:
            number = Decimal(str(found))
    if not number.is_finite() or number != number.to_integral_value() or number < 0:
        raise ValueError(f"»{found}« ist keine ganze Zahl ab 0. Bitte schreiben Sie zum Beispiel {EXAMPLE_OF_WHOLE}.")
    if number > LARGEST:
        raise ValueError(f"»{found}« ist zu groß.")
    return int(number)
