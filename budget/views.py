"""Pages on what the programme costs."""

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amp.lists import export
from budget.access import stage_asked
from budget.charts import balance_lines, capacity_chart, integration_chart, printed_step, unit_of
from budget.comparison import compare_stages
from budget.figures import KeyFigure, calculated_extras, capacity, fund_balances, key_figures
from budget.forms import LineFilter, StagesForm
from budget.models import BudgetStage
from budget.queries import find_stage, stage_row, stages_of, stated_rows
from budget.splits import split_tables
from budget.tables import ChangesTable, LinesTable, change_entries, line_entries
from programmes.access import form_url, open_programme
from programmes.models import Programme


@require_safe
def budget(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    stage = stage_asked(request, programme, default=find_stage(programme, None))
    if stage is None:
        return _no_stage(request, programme, "Budget")
    row = stage_row(stage)
    step = printed_step(row.lines)
    forms = form_url(request, "budget.budgetline", 0, programme=programme).removesuffix("0/")
    entries = line_entries(row.lines, forms=forms)  # the address is asked for once: that of each line takes long
    line_filter = LineFilter(request.GET, entries=entries)
    for_file = "export" in request.GET
    table = LinesTable(line_filter.matching(), step=step, for_file=for_file)
    if for_file:
        return export(request, table, f"Budget {programme.year} {stage.name}")
    figures = key_figures(row, stated_rows(stage))
    context = {
        "stage": stage,
        "stages": stages_of(programme),
        "figures": _with_prefix(figures, "F"),
        "extras": _as_calculated(calculated_extras(row, _with_prefix(figures, "F"))),
        "waterfall": integration_chart(figures),
        "balances": balance_lines(fund_balances(row.lines), step),
        "unit": unit_of(step),
        "splits": split_tables(row.lines, figures),
        "lines": row.lines,
        "table": table.for_request(request),
        "filter": line_filter,
        "add_url": _for_stage(form_url(request, "budget.budgetline", programme=programme), stage),
    }
    return render(request, "budget/budget.html", context)


@require_safe
def staffing(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    stage = stage_asked(request, programme, default=find_stage(programme, None))
    if stage is None:
        return _no_stage(request, programme, "Stellen")
    row = stage_row(stage)
    figures = key_figures(row, stated_rows(stage))
    posts = capacity(row.staffing)
    units = _with_prefix(figures, "B")
    context = {
        "stage": stage,
        "stages": stages_of(programme),
        "totals": [figure for figure in figures if figure.id in ("P01", "P06", "P07")],
        "capacity": posts,
        "chart": capacity_chart(posts),
        "recorded": tuple(
            (line, form_url(request, "budget.staffingline", line.pk, programme=programme)) for line in row.staffing
        ),
        "add_url": _for_stage(form_url(request, "budget.staffingline", programme=programme), stage),
        "benefit_units": [*units, *_as_calculated(calculated_extras(row, units))],
    }
    return render(request, "budget/staffing.html", context)


@require_safe
def changes(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    stages = stages_of(programme)
    if not stages:
        return _no_stage(request, programme, "Änderungsliste")
    if len(stages) == 1:
        return render(request, "budget/one_stage.html", {"stage": stages[0]})
    before = stage_asked(request, programme, "von", default=stages[-2])
    after = stage_asked(request, programme, "bis", default=stages[-1])
    comparison = compare_stages(before, after)
    if "export" in request.GET:
        entries = change_entries(comparison.money, comparison.staffing)
        table = ChangesTable(entries, before=before.name, after=after.name)
        return export(request, table, f"Änderungsliste {programme.year} {after.name}")
    context = {
        "before": before,
        "after": after,
        "form": StagesForm(stages, von=before.slug, bis=after.slug),
        "comparison": comparison,
    }
    return render(request, "budget/changes.html", context)


def _for_stage(url: str, stage: BudgetStage) -> str:
    """The form for a new line, of this stage."""
    return f"{url}?stand={stage.slug}" if url else ""


def _with_prefix(figures: tuple[KeyFigure, ...], prefix: str) -> tuple[KeyFigure, ...]:
    """F: money, P: posts, B: Bedarfsgemeinschaften."""
    return tuple(figure for figure in figures if figure.id.startswith(prefix))


def _as_calculated(figures: tuple[KeyFigure, ...]) -> tuple[KeyFigure, ...]:
    """Marked as our own sums, which no paper states."""
    return tuple(replace(figure, note=f"berechnet{', ' + figure.note if figure.note else ''}") for figure in figures)


def _no_stage(request: HttpRequest, programme: Programme, heading: str) -> HttpResponse:
    add_url = form_url(request, "budget.budgetstage", programme=programme)
    return render(request, "budget/no_stage.html", {"heading": heading, "add_url": add_url})
