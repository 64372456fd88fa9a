"""Reads a stage's rows for the figures: plain values, a fixed number of statements however many rows there are."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from amp.fields import precision_of
from amp.numbers import Qualifier
from budget.figures import (
    BudgetRow,
    Fund,
    IndicatorRow,
    KeyFigure,
    LineKind,
    StaffingKind,
    StaffingRow,
    StageRow,
    StatedRow,
    key_figures,
)
from budget.models import BudgetLine, BudgetStage, IndicatorValue, StaffingLine, StatedFigure
from programmes.models import Programme


def stages_of(programme: Programme) -> tuple[BudgetStage, ...]:
    """All stages of the year in their order; read once, then kept on the programme."""
    prefetch_related_objects([programme], Prefetch("stages", BudgetStage.objects.order_by("position")))
    return tuple(programme.stages.all())


def find_stage(programme: Programme, slug: str | None) -> BudgetStage | None:
    """The stage with this slug, without one the last; None where there is no such stage."""
    stages = stages_of(programme)
    if not slug:
        return stages[-1] if stages else None
    return next((stage for stage in stages if stage.slug == slug), None)


def stage_before(stage: BudgetStage) -> BudgetStage | None:
    earlier = [other for other in stages_of(stage.programme) if other.position < stage.position]
    return earlier[-1] if earlier else None


def stage_row(stage: BudgetStage) -> StageRow:
    """Everything the figures of a stage are made of."""
    previous = stage_before(stage)
    lines = _lines(stage, previous)
    return StageRow(
        name=stage.name,
        lines=lines[stage.pk],
        staffing=staffing_rows(stage),
        indicators=_indicator_rows(stage),
        deviation=stage.deviation,
        deviation_qualifier=Qualifier(stage.qualifier),
        deviation_precision=stage.precision,
        deviation_source=stage.source,
        previous_name=previous.name if previous else "",
        previous_lines=lines[previous.pk] if previous else (),
    )


def stated_rows(stage: BudgetStage) -> tuple[StatedRow, ...]:
    """What the official paper states on this stage."""
    return tuple(
        StatedRow(
            code=code,
            value=value,
            unit=unit,
            qualifier=Qualifier(qualifier),
            precision=precision_of(decimals),
            source=source,
        )
        for code, value, unit, qualifier, decimals, source in StatedFigure.objects.filter(stage=stage)
        .order_by("position", "pk")
        .values_list("code", "value", "unit", "qualifier", "decimals", "source")
    )


def figures_of(stage: BudgetStage) -> tuple[KeyFigure, ...]:
    """The key figures of a stage, each compared with what the paper states."""
    return key_figures(stage_row(stage), stated_rows(stage))


def last_stage_row(programme: Programme) -> StageRow:
    """Everything the figures of the programme's last stage are made of; without a stage nothing is known."""
    stage = find_stage(programme, None)
    return stage_row(stage) if stage else StageRow(name="")


def line_rows(*stages: BudgetStage) -> tuple[tuple[BudgetRow, ...], ...]:
    """The lines of each of the stages, read together."""
    lines = _lines(*stages)
    return tuple(lines[stage.pk] for stage in stages)


def staffing_rows(stage: BudgetStage) -> tuple[StaffingRow, ...]:
    """The posts that count at a stage: what this stage and all before it recorded."""
    recorded = (
        StaffingLine.objects.filter(programme=stage.programme_id, stage__position__lte=stage.position)
        .order_by("stage__position", "position", "pk")
        .values_list("pk", "code", "label", "kind", "posts", "qualifier", "source")
    )
    return tuple(
        StaffingRow(
            code=code,
            label=label,
            kind=StaffingKind(kind),
            posts=posts,
            qualifier=Qualifier(qualifier),
            source=source,
            pk=pk,
        )
        for pk, code, label, kind, posts, qualifier, source in recorded
    )


COLUMNS = ("pk", "stage_id", "kind", "fund", "to_fund", "amount", "qualifier", "decimals", "source", "label")
#: What a line's row takes besides, what it is assigned to: column → name in BudgetRow.
ASSIGNED = {
    "product__code": "product_code",
    "product__name": "product_name",
    "product__shown_separately": "product_separate",
    "plan_line__code": "plan_line_code",
    "plan_line__label": "plan_line_label",
    "instrument__short": "instrument_short",
    "instrument__name": "instrument_label",
    "measure__title": "measure_name",
}


def _lines(*stages: BudgetStage | None) -> dict[int, tuple[BudgetRow, ...]]:
    """The lines of the stages by the stage's key, each in its order. One query."""
    rows: dict[int, list[BudgetRow]] = {stage.pk: [] for stage in stages if stage}
    lines = (
        BudgetLine.objects.filter(stage__in=rows)
        .order_by("position", "pk")
        .values(
            "pk", "stage_id", "kind", "fund", "to_fund", "amount", "qualifier", "decimals", "source", "label", *ASSIGNED
        )
    )
    for line in lines:
        rows[line["stage_id"]].append(_line_row(line))
    return {stage: tuple(found) for stage, found in rows.items()}


def _line_row(line: Mapping[str, Any]) -> BudgetRow:
    return BudgetRow(
        kind=LineKind(line["kind"]),
        amount=line["amount"],
        fund=Fund(line["fund"]),
        to_fund=Fund(line["to_fund"]) if line["to_fund"] else None,
        qualifier=Qualifier(line["qualifier"]),
        precision=precision_of(line["decimals"]),
        source=line["source"],
        label=line["label"],
        pk=line["pk"],
        **{name: line[column] for column, name in ASSIGNED.items() if line[column] is not None},
    )


def _indicator_rows(stage: BudgetStage) -> tuple[IndicatorRow, ...]:
    """Every indicator of the programme: all stages name the same ones, but a value only a later stage knows is open."""
    values: Iterable[IndicatorValue] = (
        IndicatorValue.objects.filter(programme_id=stage.programme_id)
        .select_related("indicator", "stage", "measure_site")
        .order_by("position", "pk")
    )
    return tuple(_indicator_row(value, stage) for value in values)


def _indicator_row(value: IndicatorValue, stage: BudgetStage) -> IndicatorRow:
    known = value.stage is None or value.stage.position <= stage.position
    holder = value.holder
    when = ", ".join(filter(None, (value.stage.name if value.stage else "", value.period)))
    return IndicatorRow(
        code=value.code,
        label=f"{value.indicator.name} ({when})" if when else value.indicator.name,
        value=value.number if known else None,
        unit=value.indicator.unit,
        qualifier=Qualifier(holder.qualifier),
        precision=holder.precision,
        source=holder.source,
        known=known,
    )
