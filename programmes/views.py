"""Pages on what is planned."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from programmes.access import open_programme
from programmes.models import Jobcenter


def start(request: HttpRequest) -> HttpResponse:
    return render(request, "base.html", {})


def jobcenter(request: HttpRequest, jobcenter: str) -> HttpResponse:
    get_object_or_404(Jobcenter.objects.visible_to(request.user), slug=jobcenter)
    return render(request, "base.html", {})


def focus_areas(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})


def measures(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})


def measure(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    get_object_or_404(programme.measures, pk=pk)
    return render(request, "base.html", {})


def sites(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    open_programme(request, jobcenter, year)
    return render(request, "base.html", {})
