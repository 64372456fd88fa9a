"""What goes with measures that are deleted, and what stays."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from amp.numbers import EURO, quantity
from budget.models import BudgetLine, IndicatorValue
from programmes.models import Measure, MeasureSite
from workspace.models import Comment


@dataclass(frozen=True, slots=True, kw_only=True)
class Losses:
    """`lost` goes with the measures of these titles, `kept` stays; while anything `holds` one, none can be deleted."""

    titles: tuple[str, ...]
    lost: tuple[str, ...]
    kept: tuple[str, ...]
    holds: tuple[str, ...]


def losses_of(measures: Collection[Measure]) -> Losses:
    """Four queries, however many measures; where there are several, each entry names its own."""
    titles = {measure.pk: measure.title for measure in measures}

    def of(measure: int, text: str) -> str:
        return text if len(titles) == 1 else f"{titles[measure]}: {text}"

    sites = MeasureSite.objects.filter(measure__in=titles).select_related("site").order_by("measure__position", "pk")
    comments = Counter(Comment.objects.filter(measure__in=titles).order_by("pk").values_list("measure", flat=True))
    lines = BudgetLine.objects.filter(measure__in=titles).select_related("stage").order_by("stage", "position")
    values = IndicatorValue.objects.filter(measure_site__measure__in=titles).order_by("position", "pk")
    return Losses(
        titles=tuple(titles.values()),
        lost=(
            *(of(row.measure_id, _site(row)) for row in sites),
            *(of(pk, "1 Kommentar" if count == 1 else f"{count} Kommentare") for pk, count in comments.items()),
        ),
        kept=tuple(
            of(
                line.measure_id,
                f"{line.label} ({line.stage}): {quantity(line.amount, EURO, line.qualifier, line.precision)}",
            )
            for line in lines
        ),
        holds=tuple(
            of(
                value.measure_site.measure_id,
                f"Messgröße »{value}«: ihr Wert sind die Plätze am Standort »{value.measure_site.site}«",
            )
            for value in values.select_related("indicator", "measure_site__site")
        ),
    )


def _site(row: MeasureSite) -> str:
    places = "" if row.places is None else f" ({quantity(row.places, qualifier=row.qualifier)} Plätze)"
    return f"Zuordnung zum Standort »{row.site}«{places}"
