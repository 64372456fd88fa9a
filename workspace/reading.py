"""Pages that print the texts of a programme. Figures in them are those of the last stage (see budget.references)."""

from collections.abc import Callable
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from budget.figures import StageRow, key_figures
from budget.queries import last_stage_row
from budget.references import fill, printed
from programmes import queries
from programmes.access import form_url, may_manage, open_programme
from workspace.talking.queries import talk_of


@require_safe
def focus_areas(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    fill_in = filled(last_stage_row(programme))
    tree, loose = queries.section_tree(programme)
    sections = tuple(section.with_texts(fill_in) for section in tree)
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


def filled(stage: StageRow) -> Callable[[str], str]:
    """What puts the figures of the stage into a text."""
    return partial(fill, texts=printed(key_figures(stage)))
