"""`manage.py key_figures warendorf 2021`: the key figures of a stage, for people or (--json) for other programs."""

import json
from argparse import ArgumentParser
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from amp.numbers import MINUS, UNKNOWN, quantity
from budget.figures import KeyFigure, Term
from budget.models import BudgetStage
from budget.queries import figures_of, find_stage, stages_of
from programmes.models import Jobcenter, Programme

SIGNS = {1: "+", -1: MINUS}
CHECKS = {True: "✓", False: "≠", None: " "}


class Command(BaseCommand):
    help = "Zeigt die Kennzahlen eines Programms mit Herleitung und Abgleich mit der Vorlage."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("jobcenter", help="Adresskürzel des Jobcenters, zum Beispiel warendorf")
        parser.add_argument("year", help="Programmjahr, zum Beispiel 2021")
        parser.add_argument("--stage", default=None, metavar="KÜRZEL", help="Haushaltsstand; ohne Angabe der letzte")
        parser.add_argument("--json", action="store_true", dest="as_json", help="Ausgabe als JSON")

    def handle(self, *, jobcenter: str, year: str, stage: str | None, as_json: bool, **options: Any) -> None:
        programme = _programme(jobcenter, year)
        chosen = _stage(programme, stage)
        figures = figures_of(chosen)
        if as_json:
            document = {"figures": [_as_json(figure) for figure in figures]}
            self.stdout.write(json.dumps(document, ensure_ascii=False, indent=2))
            return
        self.stdout.write(f"{programme} · {chosen.name}\n\n")
        self.stdout.write("\n".join(_as_text(figures)))


def _programme(slug: str, year: str) -> Programme:
    programmes = Programme.objects.filter(jobcenter__slug=slug).select_related("jobcenter").order_by("year")
    found = next((programme for programme in programmes if str(programme.year) == year), None)
    if found is not None:
        return found
    jobcenters = list(Jobcenter.objects.order_by("slug").values_list("slug", flat=True))
    if slug not in jobcenters:
        raise CommandError(f"Das Jobcenter »{slug}« gibt es nicht. {_available(jobcenters)}")
    years = [str(programme.year) for programme in programmes]
    raise CommandError(f"Für das Jahr »{year}« hat »{slug}« kein Programm. {_available(years)}")


def _stage(programme: Programme, slug: str | None) -> BudgetStage:
    found = find_stage(programme, slug)
    if found is not None:
        return found
    if slug is None:
        raise CommandError("Das Programm hat noch keinen Haushaltsstand. Bitte legen Sie zuerst einen Stand an.")
    slugs = [stage.slug for stage in stages_of(programme)]
    raise CommandError(f"Den Haushaltsstand »{slug}« gibt es in diesem Programm nicht. {_available(slugs)}")


def _available(names: Iterable[str]) -> str:
    listed = ", ".join(names)
    return f"Vorhanden: {listed}." if listed else "Es ist noch keines angelegt."


def _as_json(figure: KeyFigure) -> dict[str, object]:
    return {
        "id": figure.id,
        "label": figure.label,
        "value": _plain(figure.value),
        "unit": figure.unit,
        "qualifier": figure.qualifier.value,
        "derivation": [
            {"sign": SIGNS[term.sign], "label": term.label, "value": _plain(term.value)} for term in figure.derivation
        ],
        "stated": _plain(figure.stated[0].value) if figure.stated else None,
        "matches": figure.matches,
    }


def _plain(value: Decimal | None) -> str | None:
    """A decimal string without exponent and superfluous zeros: »14310000«, »10.5«."""
    return None if value is None else format(value.normalize(), "f")


def _as_text(figures: Iterable[KeyFigure]) -> Iterator[str]:
    rows = [row for figure in figures for row in _text_rows(figure)]
    label_width = max((len(label) for _, label, _, _ in rows), default=0)
    value_width = max((len(value) for _, _, value, _ in rows), default=0)
    for id, label, value, check in rows:
        yield f"{id:<4} {label:<{label_width}}  {value:>{value_width}}  {check}".rstrip()


def _text_rows(figure: KeyFigure) -> Iterator[tuple[str, str, str, str]]:
    """(id, label, value, check) of a figure and, indented below it, of the terms it is the sum of."""
    value = quantity(figure.value, figure.unit, figure.qualifier, figure.precision)
    yield figure.id, figure.label, value, _check(figure)
    if len(figure.derivation) > 1:
        for term in figure.derivation:
            yield "", f"  {SIGNS[term.sign]} {term.label}", _term_value(term, figure), ""


def _term_value(term: Term, figure: KeyFigure) -> str:
    return quantity(term.value, figure.unit, term.qualifier, figure.precision)


def _check(figure: KeyFigure) -> str:
    differing = [stated for stated in figure.stated if stated.matches is not True]
    if not differing:
        return CHECKS[figure.matches]
    said = ", ".join(quantity(one.value, one.unit, one.qualifier, one.precision) for one in differing)
    return f"{CHECKS[figure.matches].strip() or UNKNOWN} Vorlage: {said}"
