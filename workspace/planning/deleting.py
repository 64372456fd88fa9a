"""Deleting measures: what is lost is named first, and can be brought back afterwards."""

from collections.abc import Collection

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from budget.models import BudgetLine
from programmes.access import open_programme
from programmes.models import MeasureSite, Programme
from workspace.planning.losses import Losses, losses_of
from workspace.undoing import offer_undo


@require_http_methods(["GET", "HEAD", "POST"])
def measure_delete(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.delete_measure")
    measure = programme.measures.filter(pk=pk).first()
    if measure is None:
        if request.method != "POST":
            raise Http404
        messages.info(request, "Diese Maßnahme ist bereits gelöscht.")
        return redirect("measures", jobcenter, year)
    if request.method == "POST":
        request.history.reason = request.POST.get("reason", "")
        losses = delete_measures(programme=programme, keys=[pk])
        if not losses.holds:
            back = reverse("measures", args=[jobcenter, year])
            offer_undo(request, programme, f"Die Maßnahme »{measure.title}« ist gelöscht.", back=back)
            return redirect(back)
    else:
        losses = losses_of([measure])
    return render(
        request,
        "workspace/planning/measure_delete.html",
        {
            "programme": programme,
            "heading": "Maßnahme löschen",
            "measure": measure,
            "losses": losses,
            "action": "",
            "hidden": (),
            "reason": request.history.reason,
            "back": measure.get_absolute_url(),
        },
        status=422 if request.method == "POST" else 200,
    )


@transaction.atomic
def delete_measures(*, programme: Programme, keys: Collection[int]) -> Losses:
    """Delete the measures with their sites and comments, unless something holds one. Lines of the budget stay.

    Nobody refers to them or to their sites meanwhile.
    """
    measures = list(programme.measures.select_for_update().filter(pk__in=keys).order_by("pk"))
    list(MeasureSite.objects.select_for_update().filter(measure__in=measures).order_by("pk"))
    losses = losses_of(measures)
    if not losses.holds:
        BudgetLine.objects.filter(measure__in=measures).update(measure=None)
        programme.measures.filter(pk__in=[measure.pk for measure in measures]).delete()
    return losses
