"""The parts of the Eckwerteblatt, ready to print. Values come from the figures; nothing is calculated in here."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from amp.numbers import MINUS, NBSP, Qualifier, posts, quantity
from budget.charts import ShareTable
from budget.figures import Capacity, CapacityRow, KeyFigure, StageRow, Term
from budget.splits import split_tables
from proposals.rows import Contents, MeasureLine, SectionRow

#: The way from the Eingliederungstitel to what is left for measures.
DESCENT = ("F05", "F07")
#: Key figures that have their own place on the sheet; all others are listed.
PLACED = ("F", "P", "Z")
#: A single line is no split of the money.
LEAST_SHARES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class SumLine:
    """A line of a sum: sign, label, printed value; totals are set off."""

    sign: str
    label: str
    text: str
    total: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLine:
    """A line before, change, after, each printed; "" where there is nothing to say."""

    label: str
    before: str
    change: str
    after: str
    total: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusLine:
    """A section of the sheet with all measures in it and below."""

    number: str
    title: str
    measures: tuple[MeasureLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusPart:
    """A part of the programme; without a title where its only line says it all."""

    number: str
    title: str
    lines: tuple[FocusLine, ...]


def derivation(figures: Mapping[str, KeyFigure]) -> tuple[SumLine, ...]:
    """The Eingliederungstitel and what is added to it and taken from it; a total without steps is not repeated."""
    return tuple(_derivation(figures))


def _derivation(figures: Mapping[str, KeyFigure]) -> Iterator[SumLine]:
    first = figures["F02"]
    yield SumLine(sign="", label=first.label, text=_text(first), total=False)
    upper = first.id
    for lower in DESCENT:
        figure = figures[lower]
        steps = [term for term in figure.derivation if term.id != upper]
        for term in steps:
            yield SumLine(sign=MINUS if term.sign < 0 else "+", label=term.label, text=_term(term, figure), total=False)
        if steps:
            yield SumLine(sign="=", label=figure.label, text=_text(figure), total=True)
        upper = lower


def _text(figure: KeyFigure) -> str:
    return quantity(figure.value, figure.unit, figure.qualifier, figure.precision)


def _term(term: Term, figure: KeyFigure) -> str:
    """As precise as the sum it belongs to, as in every other derivation."""
    return quantity(term.value, figure.unit, term.qualifier, figure.precision)


def budget_figures(figures: Mapping[str, KeyFigure], stage: StageRow) -> tuple[KeyFigure, ...]:
    """What stands beside the derivation: the Verwaltungsbudget, and the deviation where a stage went before."""
    administration, deviation = figures["F01"], figures["F03"]
    compared = deviation.value is not None or stage.previous_name
    return (administration, deviation) if compared else (administration,)


def staffing_lines(figures: Mapping[str, KeyFigure], staffing: Capacity) -> tuple[ChangeLine, ...]:
    """The posts of each area, the changes that name no single area, and the sums."""
    before, after = figures["P01"], figures["P07"]
    return (
        *(_staffing_line(row) for row in staffing.rows),
        ChangeLine(
            label="Planstellen gesamt",
            before=_posts(before.value, before.qualifier),
            change=posts(staffing.change),
            after=_posts(after.value, after.qualifier),
            total=True,
        ),
    )


def _staffing_line(row: CapacityRow) -> ChangeLine:
    if not row.is_area:
        return ChangeLine(label=row.label, before="", change=_posts(row.change, row.qualifier), after="")
    return ChangeLine(
        label=row.label,
        before=_posts(row.before, row.qualifier),
        change=posts(row.change),
        after=posts(row.after),
    )


def _posts(value: Decimal | None, qualifier: Qualifier) -> str:
    word = Qualifier(qualifier).prefix
    return f"{word}{NBSP}{posts(value)}" if word and value is not None else posts(value)


def benefit_unit_line(figures: Mapping[str, KeyFigure], extras: Iterable[KeyFigure]) -> ChangeLine | None:
    """The Bedarfsgemeinschaften before and after; None where they are not known at both stages."""
    change = next((extra for extra in extras if extra.id == "Z03"), None)
    if change is None:
        return None
    after, before = (figures[term.id] for term in change.derivation if term.id)
    return ChangeLine(
        label="Bedarfsgemeinschaften",
        before=quantity(before.value, "", before.qualifier, before.precision),
        change=quantity(change.value, "", change.qualifier, change.precision),
        after=quantity(after.value, "", after.qualifier, after.precision),
    )


def other_figures(figures: Iterable[KeyFigure], placed: Iterable[str]) -> tuple[KeyFigure, ...]:
    """The counts and percentages that have no place of their own on the sheet."""
    taken = set(placed)
    return tuple(figure for figure in figures if not figure.id.startswith(PLACED) and figure.id not in taken)


def focus_parts(contents: Contents) -> tuple[FocusPart, ...]:
    """The parts of the programme that hold measures (all parts where none does), each with its sections and measures.

    What stands in no section comes last.
    """
    below: dict[int | None, list[SectionRow]] = {}
    for section in contents.sections:
        below.setdefault(section.parent, []).append(section)

    def measures_in(section: SectionRow) -> tuple[MeasureLine, ...]:
        own = [measure for measure in contents.measures if measure.section == section.pk]
        return (*own, *(measure for child in below.get(section.pk, ()) for measure in measures_in(child)))

    def part(section: SectionRow) -> FocusPart:
        children = [
            FocusLine(number=child.number, title=child.title, measures=measures_in(child))
            for child in below.get(section.pk, ())
        ]
        own = tuple(measure for measure in contents.measures if measure.section == section.pk)
        if not children:
            line = FocusLine(number=section.number, title=section.title, measures=own)
            return FocusPart(number="", title="", lines=(line,))
        if own:
            children.insert(0, FocusLine(number="", title="übergreifend", measures=own))
        return FocusPart(number=section.number, title=section.title, lines=tuple(children))

    parts = below.get(None, [])
    shown = [part(section) for section in ([each for each in parts if measures_in(each)] or parts)]
    loose = tuple(measure for measure in contents.measures if measure.section is None)
    if loose:
        line = FocusLine(number="", title="ohne Abschnitt", measures=loose)
        shown.append(FocusPart(number="", title="", lines=(line,)))
    return tuple(shown)


def instrument_shares(stage: StageRow, figures: Iterable[KeyFigure]) -> ShareTable | None:
    """What is planned for which instrument, with its share; None where fewer than two lines name an instrument."""
    if sum(bool(row.instrument_short) for row in stage.lines) < LEAST_SHARES:
        return None
    return next((table for table in split_tables(stage.lines, figures) if table.id == "instrument"), None)
