"""Pages on what the programme costs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from programmes.access import open_programme


def budget(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})


def staffing(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})


def changes(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})
