"""Deleting a measure: what is lost is named first, and can be brought back afterwards."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods

from budget.models import BudgetLine
from programmes.access import open_programme
from programmes.models import Measure, Programme
from workspace.planning.losses import Losses, losses_of


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
        request.history.reason = request.POST.get("reason", "")[:300]
        losses = delete_measure(measure=measure)
        if not losses.holds:
            text = f"Die Maßnahme »{measure.title}« ist gelöscht."
            messages.success(request, with_undo(request, programme, text))
            return redirect("measures", jobcenter, year)
    else:
        losses = losses_of(measure)
    return render(
        request,
        "workspace/planning/measure_delete.html",
        {"programme": programme, "measure": measure, "losses": losses, "back": measure.get_absolute_url()},
        status=422 if request.method == "POST" else 200,
    )


@transaction.atomic
def delete_measure(*, measure: Measure) -> Losses:
    """Delete the measure with its sites and comments, unless something holds it. Lines of the budget stay without it.

    Nobody refers to it or to its sites meanwhile.
    """
    list(Measure.objects.select_for_update().filter(pk=measure.pk))
    list(measure.measure_sites.select_for_update())
    losses = losses_of(measure)
    if losses.holds:
        return losses
    for line in BudgetLine.objects.select_for_update().filter(measure=measure):
        line.measure = None
        line.save(update_fields=["measure"])
    measure.delete()
    return losses


def with_undo(request: HttpRequest, programme: Programme, text: str) -> SafeString:
    """A message with the way to take back what this request did."""
    url = reverse("undo", args=[programme.jobcenter.slug, programme.year, request.history.action])
    return format_html('{} <a href="{}">Rückgängig machen</a>', text, url)
