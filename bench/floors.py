"""What the pages are measured against: the least that a view, a report and a save can do."""

from uuid import uuid4

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from budget.models import BudgetLine
from programmes.models import Programme
from workspace.models import Submission

TABLE_ROWS = 50


@login_not_required
def empty(request: HttpRequest) -> HttpResponse:
    """Floor (a): an empty Django view behind the product's middleware, without sign-in."""
    return HttpResponse("ok")


def table(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """Floor (b): one aggregate over the budget lines of the programme, and the first 50 of them as a plain table.

    Signed in and checked for membership in its one query, as every page is.
    """
    programmes = Programme.objects.filter(jobcenter__memberships__user=request.user.pk)
    lines = BudgetLine.objects.filter(
        stage__programme__in=programmes.filter(jobcenter__slug=jobcenter, year=year)
    ).order_by("stage__position", "position")
    context = {"totals": lines.aggregate(Sum("amount"), Count("pk")), "lines": lines.values()[:TABLE_ROWS]}
    return render(request, "bench/table.html", context)


def write(request: HttpRequest) -> HttpResponse:
    """Floor (c): a POST by somebody signed in, with a valid token, that writes one row and says so."""
    Submission.objects.create(token=uuid4(), user=request.user)
    return HttpResponse("ok")
