"""The plan at a glance."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from programmes.access import open_programme
from programmes.models import Programme
from programmes.queries.measures import measure_rows
from programmes.queries.sections import headings
from programmes.rows import Named
from proposals.models import Consultation
from workspace.pictures.charts import CommitteeDay, municipality_matrix, planned, year_timeline


@require_safe
def plan_picture(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    sections = headings(programme)
    rows = measure_rows(programme, sections=sections)
    shown = planned(rows)
    towns = [Named(pk=pk, name=name) for pk, name in _municipalities(programme)]
    reaching = [row for row in shown if row.reached]
    days = _committee_days(programme)
    return render(
        request,
        "workspace/plan_picture.html",
        {
            "programme": programme,
            "any": bool(shown),
            "dropped": len(rows) - len(shown),
            "matrix": municipality_matrix(programme, reaching, towns, sections) if towns else None,
            "nowhere": [row for row in shown if not row.reached] if towns else (),
            "timeline": year_timeline(programme, shown, days, sections, timezone.localdate()),
            "days": days,
        },
    )


def _municipalities(programme: Programme) -> list[tuple[int, str]]:
    return list(programme.jobcenter.municipalities.order_by("name").values_list("pk", "name"))


def _committee_days(programme: Programme) -> tuple[CommitteeDay, ...]:
    """When the papers of the programme are discussed, in order; without those whose day is not set. One query."""
    meetings = Consultation.objects.filter(paper__programme=programme, meets_on__isnull=False)
    return tuple(
        CommitteeDay(on=on, committee=committee)
        for on, committee in meetings.order_by("meets_on", "pk").values_list("meets_on", "committee")
    )
