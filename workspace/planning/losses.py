"""What goes with a measure that is deleted, and what stays."""

from dataclasses import dataclass

from amp.numbers import EURO, quantity
from budget.models import BudgetLine, IndicatorValue
from programmes.models import Measure
from workspace.models import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """`lost` goes with the measure, `kept` stays without it; while anything `holds` it, it cannot be deleted."""

    lost: tuple[str, ...]
    kept: tuple[str, ...]
    holds: tuple[str, ...]


def losses_of(measure: Measure) -> Losses:
    comments = Comment.objects.filter(measure=measure).count()
    lost = [
        f"Standort »{row.site}« ({quantity(row.places, qualifier=row.qualifier)} Plätze)"
        if row.places is not None
        else f"Standort »{row.site}«"
        for row in measure.measure_sites.select_related("site").order_by("pk")
    ]
    if comments:
        lost.append("1 Kommentar" if comments == 1 else f"{comments} Kommentare")
    return Losses(
        lost=tuple(lost),
        kept=tuple(
            f"{line.label} ({line.stage}): {quantity(line.amount, EURO, line.qualifier, line.precision)}"
            for line in BudgetLine.objects.filter(measure=measure).select_related("stage").order_by("stage", "position")
        ),
        holds=tuple(
            f"Messgröße »{value}«: ihr Wert sind die Plätze am Standort »{value.measure_site.site}«"
            for value in IndicatorValue.objects.filter(measure_site__measure=measure)
            .select_related("indicator", "measure_site__site")
            .order_by("position", "pk")
        ),
    )
