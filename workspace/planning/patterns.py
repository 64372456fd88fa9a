"""Templates of the Jobcenter: made from a measure, listed, deleted."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from amp.checked_forms import CheckedForm
from programmes.access import open_programme
from programmes.models import Jobcenter
from workspace.models import MeasureTemplate
from workspace.planning.starting import template_values
from workspace.planning.values import with_links
from workspace.undoing import offer_undo


class TemplateForm(CheckedForm, forms.ModelForm):
    class Meta:
        model = MeasureTemplate
        fields = ("name",)


@require_safe
def measure_templates(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="workspace.view_measuretemplate")
    return render(
        request,
        "workspace/planning/templates.html",
        {
            "programme": programme,
            "templates": MeasureTemplate.objects.filter(jobcenter=programme.jobcenter).order_by("name"),
            "may_use": request.user.has_perm("programmes.add_measure"),
            "may_delete": request.user.has_perm("workspace.delete_measuretemplate"),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def measure_template_new(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="workspace.add_measuretemplate")
    measure = get_object_or_404(with_links(programme.measures.all()), pk=pk)
    template = MeasureTemplate(jobcenter=programme.jobcenter, values=template_values(measure))
    form = TemplateForm(request.POST or None, instance=template, initial={"name": measure.title[:120]})
    if form.is_bound and _save(form):
        messages.success(request, f"Das Muster »{template.name}« ist gespeichert.")
        return redirect("measure_templates", jobcenter, year)
    return render(
        request,
        "workspace/planning/template_new.html",
        {"programme": programme, "measure": measure, "form": form, "back": measure.get_absolute_url()},
    )


@transaction.atomic
def _save(form: TemplateForm) -> bool:
    """Checks the name after those who save one at the same time; whether it could be saved."""
    Jobcenter.objects.select_for_update(no_key=True).get(pk=form.instance.jobcenter_id)
    if not form.is_valid():
        return False
    form.save()
    return True


@require_POST
def measure_template_delete(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="workspace.delete_measuretemplate")
    template = MeasureTemplate.objects.filter(jobcenter=programme.jobcenter, pk=pk).first()
    back = reverse("measure_templates", args=[jobcenter, year])
    if template:
        template.delete()
        offer_undo(request, programme, f"Das Muster »{template.name}« ist gelöscht.", back=back)
    else:
        messages.info(request, "Dieses Muster ist bereits gelöscht.")
    return redirect(back)
