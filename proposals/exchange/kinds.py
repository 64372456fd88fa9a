"""How one value is written in a file, by the type of its model field: text to value and back, with German refusals."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any

from django.db import models
from django_prose_editor.fields import ProseEditorField

from amp.fields import Decimals
from amp.prose import clean_prose
from proposals.exchange.problems import excerpt
from proposals.exchange.prose import compact, refused_part

DECIMALS = {
    "tausend": Decimals.THOUSANDS,
    "ganz": Decimals.WHOLE,
    "eine": Decimals.ONE,
    "zwei": Decimals.TWO,
}
_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,8})?")
_COUNT = re.compile(r"[0-9]{1,9}")


class RefusedValue(ValueError):
    """The text is no such value; the message is a German sentence."""


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to write values. `shown` gives the bare text of a value; `is_text` ones may need quotes."""

    parse: Callable[[str], Any]
    shown: Callable[[Any], str]
    is_text: bool = False
    is_prose: bool = False


@cache
def kind_of(field: models.Field) -> Kind:
    """How the values of a model field are written in a file."""
    if field.name == "decimals":
        return Kind(lambda text: DECIMALS[_one_of(text, tuple(DECIMALS))], _shown_decimals)
    if field.choices:
        words = tuple(str(value) for value, _ in field.flatchoices)
        return Kind(lambda text: _one_of(text, words), str)
    match field:
        case ProseEditorField():
            return Kind(_parse_prose, lambda html: compact(clean_prose(html)), is_text=True, is_prose=True)
        case models.BooleanField():
            return Kind(lambda text: _one_of(text, ("ja", "nein")) == "ja", lambda value: "ja" if value else "nein")
        case models.DateField():
            return Kind(_parse_date, date.isoformat)
        case models.DecimalField():
            return Kind(_parse_number, _shown_number)
        case models.IntegerField():
            return Kind(_parse_count, str)
        case _:
            return Kind(str, str, is_text=True)


def suggestion(word: str, known: list[str] | tuple[str, ...]) -> str:
    """» Meinten Sie …?« for the nearest known word, or nothing."""
    near = get_close_matches(word, known, n=1, cutoff=0.6)
    return f" Meinten Sie »{near[0]}«?" if near else ""


def _one_of(text: str, words: tuple[str, ...]) -> str:
    if text in words:
        return text
    listed = ", ".join(words)
    raise RefusedValue(f"»{excerpt(text)}« ist hier nicht bekannt.{suggestion(text, words)} Möglich sind: {listed}.")


def _parse_prose(text: str) -> str:
    refused = refused_part(text)
    if refused is not None:
        raise RefusedValue(f"Der Text enthält etwas, das nicht erlaubt ist: {excerpt(refused)}.")
    return compact(clean_prose(text))


def _parse_date(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise RefusedValue(f"»{excerpt(text)}« ist kein Datum. Schreiben Sie Jahr-Monat-Tag, zum Beispiel 2021-02-03.")


def _parse_count(text: str) -> int:
    if _COUNT.fullmatch(text):
        return int(text)
    raise RefusedValue(f"»{excerpt(text)}« ist keine ganze Zahl ab 0. Schreiben Sie nur Ziffern, zum Beispiel 12.")


def _parse_number(text: str) -> Decimal:
    """Machine notation. Exactly three decimals are refused: `14.310` would be a thousands point gone unnoticed."""
    if "," in text:
        raise RefusedValue(
            f"»{excerpt(text)}«: Schreiben Sie Zahlen mit Dezimalpunkt und ohne Tausenderpunkte, "
            "zum Beispiel 10.5 statt 10,5."
        )
    found = _NUMBER.fullmatch(text)
    if not found:
        raise RefusedValue(
            f"»{excerpt(text)}« ist keine Zahl. Schreiben Sie nur Ziffern, gegebenenfalls mit »-« davor und "
            "Dezimalpunkt, zum Beispiel 14310000 oder 10.5."
        )
    if len(found[1] or "") == 4:
        raise RefusedValue(
            f"»{text}« ist nicht eindeutig: Tausenderpunkte sind nicht erlaubt. "
            f"Gemeint ist {text.replace('.', '')} oder {text}0."
        )
    value = Decimal(text)
    return value if value else Decimal(0)


def _shown_number(value: Decimal) -> str:
    """As few decimals as the value needs, but never exactly three."""
    digits = f"{value:f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return f"{digits}0" if len(digits.partition(".")[2]) == 3 else digits


def _shown_decimals(value: int) -> str:
    return next(word for word, decimals in DECIMALS.items() if decimals == value)
