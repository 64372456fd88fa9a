"""Pages that bring plan and money together: the overview and what the council gets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from budget.access import stage_asked
from budget.charts import capacity_chart, integration_chart
from budget.figures import StageRow, calculated_extras, capacity, key_figures
from budget.models import BudgetStage
from budget.queries import find_stage, stage_row, stages_of, stated_rows
from budget.references import fill, printed
from programmes.access import form_url, open_programme
from programmes.models import Programme
from programmes.rows import is_written, progress_of
from programmes.work import work_of
from proposals.overview import gaps, headline_figures, meeting_lines, work_lines
from proposals.page_style import page_style
from proposals.queries import contents_of
from proposals.rows import PaperRow
from proposals.summary import (
    benefit_unit_line,
    budget_figures,
    derivation,
    focus_parts,
    instrument_shares,
    other_figures,
    staffing_lines,
)

NOTHING = StageRow(name="")
"""Stands in for the stage of a programme that has none yet: every figure is unknown."""


@require_safe
def overview(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    stage = stage_asked(request, programme, default=find_stage(programme, None))
    contents = contents_of(programme)
    row = stage_row(stage) if stage else NOTHING
    figures = {figure.id: figure for figure in key_figures(row, stated_rows(stage) if stage else ())}
    headlines = headline_figures(figures)
    today = timezone.localdate()

    def page(name: str) -> str:
        return reverse(name, args=[jobcenter, year])

    context = {
        "programme": programme,
        "stage": stage,
        "stages": stages_of(programme),
        "headlines": headlines,
        "others": [figure for figure in figures.values() if figure not in headlines],
        "differing": [figure for figure in figures.values() if figure.matches is False],
        "waterfall": integration_chart(figures.values()),
        "staffing": capacity_chart(capacity(row.staffing)) if row.staffing else None,
        "shares": instrument_shares(row, figures.values()),
        "progress": progress_of(
            section.state for section in contents.sections if is_written(ends=section.ends, has_text=section.has_text)
        ),
        "work": work_of(request.user.pk, work_lines(contents, page=page, today=today)),
        "paper": contents.paper,
        "meetings": meeting_lines(contents.paper, today),
        "gaps": gaps(
            contents,
            stage=stage,
            rows=row,
            figures=figures,
            of_texts=stage is not None and stage == stages_of(programme)[-1],
            page=page,
            edit=lambda kind, pk: form_url(request, kind, pk, programme=programme),
        ),
    }
    return render(request, "proposals/overview.html", context)


@require_safe
def summary(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    contents = contents_of(programme)
    paper = contents.paper
    stage = stage_asked(request, programme, default=_stage_reported(programme, paper))
    row = stage_row(stage) if stage else NOTHING
    figures = {figure.id: figure for figure in key_figures(row, stated_rows(stage) if stage else ())}
    benefit_units = benefit_unit_line(figures, calculated_extras(row, figures.values()))
    posts = capacity(row.staffing)
    context = {
        "programme": programme,
        "paper": paper,
        "stage": stage,
        "resolution": fill(paper.resolution, printed(figures.values())) if paper else "",
        "as_of": timezone.localdate(),
        "waterfall": integration_chart(figures.values()),
        "derivation": derivation(figures),
        "budget_figures": budget_figures(figures, row),
        "shares": instrument_shares(row, figures.values()),
        "staffing": staffing_lines(figures, posts) if row.staffing else (),
        "split_open": not posts.split_known,
        "benefit_units": benefit_units,
        "others": other_figures(figures.values(), ("B01", "B02") if benefit_units else ()),
        "focus": focus_parts(contents),
        "sites": contents.sites,
        "differing": [figure for figure in figures.values() if figure.matches is False],
    }
    return render(request, "proposals/summary.html", context)


@require_safe
def summary_page_style(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """The part of the print style sheet that names the paper, in the margins of every page."""
    programme = open_programme(request, jobcenter, year)
    paper = contents_of(programme).paper
    style = page_style(programme, reference=paper.reference if paper else "", as_of=timezone.localdate())
    return HttpResponse(style, content_type="text/css; charset=utf-8", headers={"Cache-Control": "private, no-cache"})


def _stage_reported(programme: Programme, paper: PaperRow | None) -> BudgetStage | None:
    """The stage of the paper, else the last; None only where the programme has none."""
    if paper and paper.stage:
        return next(stage for stage in stages_of(programme) if stage.pk == paper.stage)
    return find_stage(programme, None)
