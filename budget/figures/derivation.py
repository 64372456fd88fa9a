"""A key figure and where it comes from: the signed terms, how sure the sum is, and what the paper states."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from amp.numbers import WHOLE, Qualifier


class Origin(StrEnum):
    """Where a value comes from: one entered row, our own sum, or a sum the source states without its parts."""

    ENTERED = "eingegeben"
    CALCULATED = "berechnet"
    STATED = "angegeben"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One signed summand, in the unit of the figure it belongs to; `id` names a key figure, None stands for a row."""

    sign: int
    label: str
    value: Decimal | None
    id: str | None = None
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = WHOLE
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """One value as the paper prints it; `matches` is None where there is nothing to compare it with."""

    value: Decimal
    unit: str
    qualifier: Qualifier
    precision: Decimal
    source: str
    matches: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFigure:
    """A value in `unit` (€, posts, or what an indicator counts), the signed sum of its derivation if it has one.

    `matches` compares it with all stated values; None when nothing is stated or the value is unknown. `note` says
    under which condition a figure holds.
    """

    id: str
    label: str
    value: Decimal | None
    unit: str
    qualifier: Qualifier = Qualifier.EXACT
    precision: Decimal = WHOLE
    derivation: tuple[Term, ...] = ()
    origin: Origin = Origin.CALCULATED
    source: str = ""
    stated: tuple[Stated, ...] = ()
    matches: bool | None = None
    note: str = ""

    def as_term(self, sign: int = 1) -> Term:
        """This figure as a summand of another one."""
        return Term(
            sign=sign,
            label=self.label,
            value=self.value,
            id=self.id,
            qualifier=self.qualifier,
            precision=self.precision,
            source=self.source,
        )


def summed(*, id: str, label: str, unit: str, terms: Iterable[Term], note: str = "") -> KeyFigure:
    """The figure that is the signed sum of `terms`; unknown when one of them is, or when there are none.

    A sum over a single row counts as entered. It is only as precise as its least precise term.
    """
    derivation = tuple(terms)
    entered = len(derivation) == 1 and derivation[0].id is None
    return KeyFigure(
        id=id,
        label=label,
        value=signed_sum(derivation),
        unit=unit,
        qualifier=joint_qualifier(derivation),
        precision=max((term.precision for term in derivation), default=WHOLE),
        derivation=derivation,
        origin=Origin.ENTERED if entered else Origin.CALCULATED,
        source="; ".join(dict.fromkeys(term.source for term in derivation if term.id is None and term.source)),
        note=note,
    )


def signed_sum(terms: Iterable[Term]) -> Decimal | None:
    """Exact sum of the terms, with their signs."""
    return total(None if term.value is None else term.sign * term.value for term in terms)


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """Exact sum; None when any value is unknown or there are no values at all."""
    collected = list(values)
    known = [value for value in collected if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(collected) else None


def joint_qualifier(terms: Iterable[Term]) -> Qualifier:
    """How sure a sum is: exact only if every term is, a single term keeps its word, everything else is »rd.«.

    A lower bound (»über«) stays one as long as only exact amounts are added to it or subtracted from it; a lower
    bound that is itself subtracted bounds nothing from below and becomes »rd.«.
    """
    qualifiers = [(term.sign, Qualifier(term.qualifier)) for term in terms]
    if all(qualifier == Qualifier.EXACT for _, qualifier in qualifiers):
        return Qualifier.EXACT
    if len(qualifiers) == 1:
        return qualifiers[0][1]
    harmless = {(1, Qualifier.EXACT), (-1, Qualifier.EXACT), (1, Qualifier.OVER)}
    return Qualifier.OVER if harmless.issuperset(qualifiers) else Qualifier.ABOUT
