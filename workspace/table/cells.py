"""One field of one measure, changed where it stands. Without JavaScript the same address is a small page."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from programmes.access import open_programme
from programmes.models import Measure, MeasureState, Programme
from programmes.queries.sections import headings
from programmes.rows import Heading
from workspace.returning import own_page
from workspace.table import tables
from workspace.table.actions import hold_section


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that can be changed in its cell: its column in the database and its word on the page."""

    column: str
    label: str


FIELDS: Mapping[str, Field] = {
    "status": Field(column="state", label="Status"),
    "schwerpunkt": Field(column="focus_area_id", label="Abschnitt"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def cell(request: HttpRequest, jobcenter: str, year: int, pk: int, field: str) -> HttpResponse:
    """Change one field unless somebody changed it since the person saw it; then both values are shown."""
    programme = open_programme(request, jobcenter, year, needs="programmes.change_measure")
    if field not in FIELDS:
        raise Http404
    column = FIELDS[field].column
    sections = headings(programme) if field == "schwerpunkt" else {}
    choices = _choices(field, sections)
    conflict: tuple[str, str] | None = None
    with transaction.atomic():
        section = request.POST.get("wert", "") if field == "schwerpunkt" else ""
        if section in choices and section and not hold_section(programme, section):
            del choices[section]
        measure = get_object_or_404(programme.measures.select_for_update(), pk=pk)
        now = chosen = str(getattr(measure, column) or "")
        if request.method == "POST":
            wanted, seen = request.POST.get("wert", ""), request.POST.get("gesehen", "")
            if wanted in choices and now in {seen, wanted}:
                Measure.objects.filter(pk=pk).exclude(**{column: wanted or None}).update(**{column: wanted or None})
                return _done(request, programme, measure, field, wanted, sections)
            if wanted in choices:
                conflict, chosen = (choices.get(now, "–"), choices[wanted]), wanted
    context = {
        "programme": programme,
        "measure": measure,
        "field": field,
        "label": FIELDS[field].label,
        "choices": choices.items(),
        "now": now,
        "chosen": chosen,
        "conflict": conflict,
        "next": _next(request, programme),
        "cell": bool(request.htmx),
    }
    template = "workspace/table/_cell_form.html" if request.htmx else "workspace/table/cell.html"
    return render(request, template, context, status=409 if conflict and not request.htmx else 200)


def _choices(field: str, sections: Mapping[int, Heading]) -> dict[str, str]:
    if field == "status":
        return dict(MeasureState.choices)
    return {"": "– keiner –", **{str(pk): heading.label for pk, heading in sections.items()}}


def _done(
    request: HttpRequest,
    programme: Programme,
    measure: Measure,
    field: str,
    value: str,
    sections: Mapping[int, Heading],
) -> HttpResponse:
    if not request.htmx:
        return redirect(_next(request, programme))
    if field == "status":
        text = MeasureState(value).label
    else:
        text = tables.section_text(sections.get(int(value)) if value else None)
    url = reverse("measure", args=[programme.jobcenter.slug, programme.year, measure.pk])
    return HttpResponse(tables.cell(url, field, text, FIELDS[field].label, editable=True))


def _next(request: HttpRequest, programme: Programme) -> str:
    """Back to the table as the person had it."""
    wanted = request.POST.get("next") or request.headers.get("Referer", "")
    table = reverse("measures", args=[programme.jobcenter.slug, programme.year])
    return table if "/feld/" in wanted else own_page(request, wanted, otherwise=table)
