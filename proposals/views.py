"""Pages that bring plan and money together: the overview and what the council gets."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programmes.access import open_programme


def overview(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})


def summary(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})
