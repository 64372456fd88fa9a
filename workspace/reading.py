"""Pages that print the texts of a programme. Figures in them are those of the last stage (see budget.references)."""

from collections.abc import Callable, Iterable
from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amp.numbers import EURO, quantity
from budget.figures import BudgetRow, StageRow, key_figures
from budget.models.lines import LINE_KINDS
from budget.queries import last_stage_row
from budget.references import fill, printed
from programmes import queries
from programmes.access import form_url, may_manage, open_programme
from proposals.rows import MoneyLine
from workspace.talking.queries import talk_of


@require_safe
def focus_areas(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    filled = _filled(last_stage_row(programme))
    tree, loose = queries.section_tree(programme)
    sections = tuple(section.with_texts(filled) for section in tree)
    return render(
        request,
        "programmes/focus_areas.html",
        {
            "programme": programme,
            "sections": sections,
            "loose": loose,
            "progress": queries.section_progress(sections),
            "add_url": form_url(request, "programmes.focusarea", programme=programme),
            "may_change": may_manage(request, "programmes.change_focusarea"),
            "talk": talk_of(request, programme),
        },
    )


@require_safe
def measure(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    row = next(iter(queries.measure_rows(programme, pk=pk)), None)
    if row is None:
        raise Http404
    stage = last_stage_row(programme)
    return render(
        request,
        "programmes/measure.html",
        {
            "programme": programme,
            "row": row.with_texts(_filled(stage)),
            "stage": stage.name,
            "lines": tuple(_money_lines(line for line in stage.lines if line.measure_name == row.title)),
            "may_change": may_manage(request, "programmes.change_measure"),
            "talk": talk_of(request, programme),
        },
    )


def _filled(stage: StageRow) -> Callable[[str], str]:
    """What puts the figures of the stage into a text."""
    return partial(fill, texts=printed(key_figures(stage)))


def _money_lines(lines: Iterable[BudgetRow]) -> Iterable[MoneyLine]:
    kinds = dict(LINE_KINDS)
    for line in lines:
        yield MoneyLine(
            label=line.title,
            kind=kinds[line.kind],
            amount=quantity(line.amount, EURO, line.qualifier, line.precision),
            source=line.source,
        )
