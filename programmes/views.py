"""Lists of what is planned. The pages that print texts are in proposals, because texts name figures."""

from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from amp.lists import export, query_without
from programmes.access import may_manage, open_programme
from programmes.models import Jobcenter, Programme
from programmes.queries.measures import site_rows
from programmes.queries.sections import work_waiting
from programmes.tables import SiteFile, SiteTable
from programmes.work import WorkLine

#: How many tasks the start page names.
TASKS = 8


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "programmes/start.html", {**_years(request), "jobcenter": None, "tasks": _tasks(request)})


@require_safe
def jobcenter(request: HttpRequest, jobcenter: str) -> HttpResponse:
    opened = get_object_or_404(Jobcenter.objects.visible_to(request.user), slug=jobcenter)
    if not request.user.has_perm("programmes.view_programme"):
        raise PermissionDenied
    return render(request, "programmes/start.html", {**_years(request, opened), "jobcenter": opened, "tasks": ()})


def _tasks(request: HttpRequest) -> tuple[WorkLine, ...]:
    """The most urgent of what the person has to write."""
    if not request.user.has_perm("programmes.view_programme"):
        return ()
    return work_waiting(request.user, today=timezone.localdate())[:TASKS]


def _years(request: HttpRequest, only: Jobcenter | None = None) -> dict[str, object]:
    """The person's Jobcenters with their years, newest first."""
    years = Prefetch("programmes", Programme.objects.order_by("-year"))
    jobcenters = Jobcenter.objects.visible_to(request.user).order_by("name").prefetch_related(years)
    return {
        "jobcenters": jobcenters.filter(pk=only.pk) if only else jobcenters,
        "may_read": request.user.has_perm("programmes.view_programme"),
        "may_add": may_manage(request, "programmes.add_programme"),
    }


@require_safe
def sites(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    rows = site_rows(programme)
    title = f"Standorte {programme.year}"
    if "export" in request.GET:
        return export(request, SiteFile(rows, caption=title), title)
    table = SiteTable(rows, caption="Standorte der Maßnahmen")
    return render(
        request,
        "programmes/sites.html",
        {
            "programme": programme,
            "any": bool(rows),
            "table": table.for_request(request),
            "query": query_without(request.GET, "page"),
            "may_add": may_manage(request, "programmes.add_measuresite"),
        },
    )
