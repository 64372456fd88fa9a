"""Reads a stage's rows for the figures: plain values, a fixed number of statements however many rows there are."""

from decimal import Decimal
from functools import cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS

from amp.fields import precision_of
from amp.numbers import Qualifier
from amp.statements import Statement
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

#: What stands in the statements where the key of a programme, of a stage, of another and the place of a stage go.
PROGRAMME, STAGE, OTHER, PLACE = -1, -2, -3, 9999
OF_STAGE = tuple(field.attname for field in BudgetStage._meta.concrete_fields)


def stages_of(programme: Programme) -> tuple[BudgetStage, ...]:
    """All stages of the year in their order; read once, then kept on the programme."""
    if not hasattr(programme, "_stages"):
        rows = _stages().rows({PROGRAMME: programme.pk})
        programme._stages = tuple(BudgetStage.from_db(DEFAULT_DB_ALIAS, OF_STAGE, row) for row in rows)
        for stage in programme._stages:
            stage.programme = programme
    return programme._stages


@cache
def _stages() -> Statement:
    return Statement(BudgetStage.objects.filter(programme=PROGRAMME).order_by("position").values_list(*OF_STAGE))


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
        for code, value, unit, qualifier, decimals, source in _stated().rows({STAGE: stage.pk})
    )


@cache
def _stated() -> Statement:
    return Statement(
        StatedFigure.objects.filter(stage=STAGE)
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


def line_rows(stage: BudgetStage, other: BudgetStage) -> tuple[tuple[BudgetRow, ...], tuple[BudgetRow, ...]]:
    """The lines of both stages, read together."""
    lines = _lines(stage, other)
    return lines[stage.pk], lines[other.pk]


def staffing_rows(stage: BudgetStage) -> tuple[StaffingRow, ...]:
    """The posts that count at a stage: what this stage and all before it recorded."""
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
        for pk, code, label, kind, posts, qualifier, source in _staffing().rows(
            {PROGRAMME: stage.programme_id, PLACE: stage.position}
        )
    )


@cache
def _staffing() -> Statement:
    return Statement(
        StaffingLine.objects.filter(programme=PROGRAMME, stage__position__lte=PLACE)
        .order_by("stage__position", "position", "pk")
        .values_list("pk", "code", "label", "kind", "posts", "qualifier", "source")
    )


OF_LINE = ("stage_id", "kind", "fund", "to_fund", "amount", "qualifier", "decimals", "source", "label", "pk")
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
    "measure_id": "measure",
}


def _lines(stage: BudgetStage, other: BudgetStage | None) -> dict[int, tuple[BudgetRow, ...]]:
    """The lines of one stage or two by the stage's key, each in its order. One query."""
    rows: dict[int, list[BudgetRow]] = {one.pk: [] for one in (stage, other) if one}
    for key, *values in _statement_of_lines().rows({STAGE: stage.pk, OTHER: other.pk if other else None}):
        rows[key].append(_line_row(*values))
    return {key: tuple(found) for key, found in rows.items()}


@cache
def _statement_of_lines() -> Statement:
    lines = BudgetLine.objects.filter(stage__in=(STAGE, OTHER)).order_by("position", "pk")
    return Statement(lines.values_list(*OF_LINE, *ASSIGNED))


def _line_row(
    kind: str,
    fund: str,
    to_fund: str,
    amount: Decimal | None,
    qualifier: str,
    decimals: int,
    source: str,
    label: str,
    pk: int,
    *assigned: str | bool | int | None,
) -> BudgetRow:
    return BudgetRow(
        kind=LineKind(kind),
        amount=amount,
        fund=Fund(fund),
        to_fund=Fund(to_fund) if to_fund else None,
        qualifier=Qualifier(qualifier),
        precision=precision_of(decimals),
        source=source,
        label=label,
        pk=pk,
        **{name: value for name, value in zip(ASSIGNED.values(), assigned, strict=True) if value is not None},
    )


def _indicator_rows(stage: BudgetStage) -> tuple[IndicatorRow, ...]:
    """Every indicator of the programme: all stages name the same ones, but a value only a later stage knows is open."""
    return tuple(_indicator_row(stage, *values) for values in _indicators().rows({PROGRAMME: stage.programme_id}))


#: Where a value with its qualifier, decimals and source is held: in the row itself, or at the site it names.
HELD = ("value", "qualifier", "decimals", "source")
HELD_BY_SITE = ("places", "qualifier", "decimals", "source")


@cache
def _indicators() -> Statement:
    return Statement(
        IndicatorValue.objects.filter(programme=PROGRAMME)
        .order_by("position", "pk")
        .values_list(
            "code",
            "indicator__name",
            "indicator__unit",
            "period",
            "stage__name",
            "stage__position",
            "measure_site_id",
            *HELD,
            *(f"measure_site__{name}" for name in HELD_BY_SITE),
        )
    )


def _indicator_row(
    stage: BudgetStage,
    code: str,
    name: str,
    unit: str,
    period: str,
    known_from: str | None,
    position: int | None,
    site: int | None,
    *held: Any,
) -> IndicatorRow:
    known = position is None or position <= stage.position
    value, qualifier, decimals, source = held[len(HELD) :] if site else held[: len(HELD)]
    when = ", ".join(filter(None, (known_from, period)))
    return IndicatorRow(
        code=code,
        label=f"{name} ({when})" if when else name,
        value=Decimal(value) if known and value is not None else None,
        unit=unit,
        qualifier=Qualifier(qualifier),
        precision=precision_of(decimals),
        source=source,
        known=known,
    )
