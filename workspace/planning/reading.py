"""The page of one measure, to read."""

from collections.abc import Iterable

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amp.numbers import EURO, quantity
from budget.figures import BudgetRow
from budget.models.lines import LINE_KINDS
from budget.queries import last_stage_row
from programmes import queries
from programmes.access import open_programme
from proposals.rows import MoneyLine
from workspace.talking.queries import talk_of
from workspace.texts import filled_from


@require_safe
def measure(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    row = next(iter(queries.measure_rows(programme, pk=pk)), None)
    if row is None:
        raise Http404
    stage = last_stage_row(programme)
    return render(
        request,
        "workspace/planning/measure.html",
        {
            "programme": programme,
            "row": row.with_texts(filled_from(stage)),
            "stage": stage.name,
            "lines": tuple(_money_lines(line for line in stage.lines if line.measure_name == row.title)),
            "may_change": request.user.has_perm("programmes.change_measure"),
            "talk": talk_of(request, programme),
        },
    )


def _money_lines(lines: Iterable[BudgetRow]) -> Iterable[MoneyLine]:
    kinds = dict(LINE_KINDS)
    for line in lines:
        yield MoneyLine(
            label=line.title,
            kind=kinds[line.kind],
            amount=quantity(line.amount, EURO, line.qualifier, line.precision),
            source=line.source,
        )
