"""What a line of the budget may be assigned to, read in one query."""

from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, DateField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from amp.sorting import german_key
from budget.models import BudgetProduct, PlanLine
from programmes.models import Instrument, Measure, Programme
from programmes.models.reference import Validity
from programmes.queries.links import law_warning

Choices = list[tuple[int | str, str]]


def line_choices(programme: Programme) -> dict[str, Choices]:
    """The choices of each field of a budget line that assigns it; what the law of the year does not know says so."""
    found: dict[str, list[tuple[int, str]]] = {name: [] for name in assignable(programme)}
    for kind, pk, label, valid_from, valid_to in _rows(programme):
        note = ""
        if kind == "instrument":
            note = law_warning(Instrument(valid_from=valid_from, valid_to=valid_to), programme.year)
        found[kind].append((pk, f"{label} – Achtung: {note}" if note else label))
    return {name: [("", "–"), *sorted(rows, key=lambda row: german_key(row[1]))] for name, rows in found.items()}


def assignable(programme: Programme) -> dict[str, QuerySet[Any]]:
    """Field → the rows that may stand there."""
    return {
        "product": BudgetProduct.objects.filter(jobcenter=programme.jobcenter_id),
        "plan_line": PlanLine.objects.all(),
        "instrument": Instrument.objects.all(),
        "measure": Measure.objects.filter(programme=programme),
    }


def _rows(programme: Programme) -> Iterable[tuple[str, int, str, Any, Any]]:
    labels = {
        "product": Concat("code", Value(" "), "name"),
        "plan_line": Concat("code", Value(" "), "label", Value(" ("), "chart", Value(")")),
        "instrument": Concat("short", Value(" – "), "name", Value(", "), "legal_basis"),
        "measure": Cast("title", CharField()),
    }
    no_day = Cast(None, DateField())
    parts = [
        rows.order_by().values_list(
            Value(name),
            "pk",
            labels[name],
            *(("valid_from", "valid_to") if issubclass(rows.model, Validity) else (no_day, no_day)),
        )
        for name, rows in assignable(programme).items()
    ]
    return parts[0].union(*parts[1:], all=True)
