"""German numbers for every output (page, paper, spreadsheet, command line), and back again for every input. Pure.

Values are `Decimal` (or `int`), never `float`. Rounding happens here, once, half away from zero; nothing that was
rounded goes back into a sum. `None` means "not known yet" and prints as "–", never as 0.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Context, Decimal
from enum import StrEnum
from types import MappingProxyType

Number = Decimal | int

UNKNOWN = "–"
UNKNOWN_TITLE = "noch nicht bekannt"
MINUS = "\N{MINUS SIGN}"
NBSP = "\N{NO-BREAK SPACE}"

EURO = "€"
THOUSAND_EURO = "T€"
PERCENT = "%"
POSTS = "Stellen"
ONE_POST = "Stelle"

WHOLE = Decimal(1)
THOUSAND = Decimal(1000)
POSTS_STEP = Decimal("0.1")

MAX_DIGITS = 100
"""Longest number that is read or printed, in digits before the decimal comma; beyond it something is broken."""

_EXACT = Context(prec=3 * MAX_DIGITS, rounding=ROUND_HALF_UP)


class Qualifier(StrEnum):
    """How sure a value is; the stored values are the German words of the sources."""

    EXACT = "genau"
    ABOUT = "rd."
    OVER = "über"
    NEARLY = "annähernd"
    POSSIBLY = "ggf."
    FORECAST = "prognostiziert"

    @property
    def prefix(self) -> str:
        """The word printed before the number: empty for an exact value."""
        return "" if self is Qualifier.EXACT else self.value


def round_half_up(value: Number, places: int = 0) -> Decimal:
    """Round half away from zero to `places` decimals (negative: tens, hundreds); −0 becomes 0."""
    return round_to(value, _EXACT.scaleb(WHOLE, -places))


def round_to(value: Number, step: Number) -> Decimal:
    """Round half away from zero to the nearest multiple of `step` (1000: thousands, `Decimal("0.1")`: one decimal)."""
    exact, unit = _checked(value), _checked(step)
    if unit <= 0:
        raise ValueError("Die Rundungsstufe muss größer als 0 sein.")
    steps = _EXACT.divide(exact, unit).quantize(WHOLE, context=_EXACT)
    return _EXACT.add(_EXACT.multiply(steps, unit), 0)


def number(value: Number | None, places: int = 0) -> str:
    """Exactly `places` decimals, thousands points and a decimal comma: `1.234,50`."""
    if value is None:
        return UNKNOWN
    rounded = round_half_up(value, places)
    digits = f"{rounded.copy_abs():,.{max(places, 0)}f}".translate(_ENGLISH_TO_GERMAN)
    return f"{MINUS}{digits}" if rounded < 0 else digits


def euro(amount: Number | None, precision: Number = WHOLE) -> str:
    """An amount in €, printed to its precision: `14.310.000 €`, from 1000 on `14.310 T€`, below 1 with cents."""
    if amount is None:
        return UNKNOWN
    if precision >= THOUSAND:
        return thousands(amount)
    return _with_unit(number(amount, 0 if precision >= WHOLE else 2), EURO)


def thousands(amount: Number | None) -> str:
    """An amount in €, printed in thousands: `14.310 T€`."""
    if amount is None:
        return UNKNOWN
    return _with_unit(number(_EXACT.scaleb(_checked(amount), -3)), THOUSAND_EURO)


def posts(value: Number | None) -> str:
    """Full-time posts with at most one decimal and no trailing ",0": `10,5`, `186`."""
    if value is None:
        return UNKNOWN
    return number(value, 1).removesuffix(",0")


def percent(share: Number | None, places: int = 0) -> str:
    """A share (a fraction of 1) as a percentage: `Decimal("0.45")` prints `45 %`."""
    if share is None:
        return UNKNOWN
    return _with_unit(number(_EXACT.scaleb(_checked(share), 2), places), PERCENT)


def quantity(
    value: Number | None,
    unit: str = "",
    qualifier: str = Qualifier.EXACT,
    precision: Number = WHOLE,
) -> str:
    """A value with everything it carries: `rd. 13.015 T€`, `über 20`, `annähernd 45 %`, `10,5 Stellen`.

    The value is in the unit named (percentages as 45, not 0.45). `precision` is the step the value is known in.
    """
    if value is None:
        return UNKNOWN
    prefix = Qualifier(qualifier).prefix
    text = _in_unit(value, unit, precision)
    return f"{prefix} {text}" if prefix else text


def german_date(day: date | None) -> str:
    """A day as `03.02.2021`."""
    return UNKNOWN if day is None else f"{day:%d.%m.}{day.year:04d}"


def refuse_strange_year(day: date) -> None:
    """Raise ValueError with a German sentence where nobody means the year of a day, such as 01.06.0021."""
    if not 1900 <= day.year <= 2100:
        raise ValueError(f"Das Jahr in »{german_date(day)}« kann nicht stimmen. Bitte prüfen Sie es.")


EXAMPLE = "1.234,56 oder 1234,56"
EXAMPLE_OF_WHOLE = "12 oder 1.200"


def parse_decimal(text: str, *, example: str = EXAMPLE) -> Decimal:
    """Read what people type: `10,50`, `1.234,56`, `1234,56`, `−58`, `1 234`. Raises ValueError with a German sentence.

    The comma is the only decimal mark. A point (or space) separates thousands and therefore stands before exactly
    three digits: `1.234` is 1234; `1.23`, `1234.567` and `0.500` could mean two things and are refused.
    The sentence shows how to write it by the `example`.
    """
    written = text.strip()
    if not written:
        raise ValueError("Bitte geben Sie eine Zahl ein.")
    match = _GERMAN_NUMBER.fullmatch(written)
    if match is None:
        raise ValueError(_refusal(written, example))
    whole = re.sub(r"[^0-9]", "", match["whole"])
    value = _checked(Decimal(f"{whole}.{match['decimals'] or '0'}" if match["decimals"] else whole))
    return value.copy_negate() if match["sign"] in _MINUS_SIGNS and value else value


_ENGLISH_TO_GERMAN: Mapping[int, str] = MappingProxyType({ord(","): ".", ord("."): ","})
_MINUS_SIGNS = frozenset({"-", MINUS, "–"})
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_GERMAN_NUMBER = re.compile(
    rf"(?P<sign>[-+–{MINUS}]?)[{_SPACES}]?"
    rf"(?P<whole>[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}})+|(?:[{_SPACES}][0-9]{{3}})+)|[0-9]+)"
    r"(?:,(?P<decimals>[0-9]+))?"
)


def _refusal(written: str, example: str) -> str:
    if re.fullmatch(rf"[-+–{MINUS}]?[0-9.,]*\.[0-9,]*", written):
        return (
            f"»{written}« ist nicht eindeutig: Der Punkt trennt Tausender, das Komma die Nachkommastellen. "
            f"Bitte schreiben Sie zum Beispiel {example}."
        )
    return f"»{written}« ist keine Zahl. Bitte schreiben Sie zum Beispiel {example}."


def _in_unit(value: Number, unit: str, precision: Number) -> str:
    if unit == EURO:
        return euro(value, precision)
    if unit == POSTS:
        text = posts(value)
        return _with_unit(text, ONE_POST if text.lstrip(MINUS) == "1" else unit)
    rounded = round_to(value, precision)
    return _with_unit(number(rounded, _decimals(precision)), unit)


def _decimals(precision: Number) -> int:
    return max(-int(_checked(precision).normalize(_EXACT).as_tuple().exponent), 0)


def _with_unit(text: str, unit: str) -> str:
    return f"{text}{NBSP}{unit}" if unit else text


def _checked(value: Number) -> Decimal:
    """The value as a finite Decimal of printable size; a float (or a truth value) is a programming error."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"Erwartet wird Decimal oder int, nicht {type(value).__name__}.")
    exact = Decimal(value)
    if not exact.is_finite():
        raise ValueError("Der Wert ist keine endliche Zahl.")
    if exact.adjusted() >= MAX_DIGITS:
        raise ValueError("Die Zahl ist zu groß.")
    return exact
