"""The page of one measure, to read."""

from functools import partial

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from amp.numbers import EURO, quantity
from budget.figures import BudgetRow
from budget.models.lines import LINE_KINDS
from budget.queries import last_stage_row
from programmes.access import form_url, open_programme
from programmes.queries.measures import measure_rows
from proposals.rows import MoneyLine
from workspace.talking.queries import talk_of
from workspace.texts import filled_from


@require_safe
def measure(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    row = next(iter(measure_rows(programme, pk=pk)), None)
    if row is None:
        raise Http404
    stage = last_stage_row(programme)
    edit = partial(form_url, request, "budget.budgetline", programme=programme)
    return render(
        request,
        "workspace/planning/measure.html",
        {
            "programme": programme,
            "row": row.with_texts(filled_from(stage)),
            "stage": stage.name,
            "lines": tuple(
                (_money_line(line), f"{url}?massnahme={pk}" if (url := edit(line.pk)) else "")
                for line in stage.lines
                if line.measure == row.pk
            ),
            "add_line_url": f"{add}?massnahme={pk}" if stage.name and (add := edit(None)) else "",
            "may_change": request.user.has_perm("programmes.change_measure"),
            "talk": talk_of(request, programme),
        },
    )


def _money_line(line: BudgetRow) -> MoneyLine:
    return MoneyLine(
        label=line.title,
        kind=dict(LINE_KINDS)[line.kind],
        amount=quantity(line.amount, EURO, line.qualifier, line.precision),
        source=line.source,
    )
