"""The page on which a measure is planned: a new one, or one that is there."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from programmes.access import open_programme
from programmes.models import Measure, Programme
from workspace.editor import render_with_editor
from workspace.planning.measure_form import NEW, MeasureForm
from workspace.planning.options import Options, options_of
from workspace.planning.saving import Saved, save_measure
from workspace.planning.site_rows import SiteRows, site_rows
from workspace.planning.values import Values, fitting, values_of, with_links


@require_http_methods(["GET", "HEAD", "POST"])
def measure_new(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.add_measure")
    options = options_of(programme)
    form, rows = _forms(request, Measure(programme=programme), {}, options)
    if _valid(form, rows):
        return _done(request, save_measure(form=form, rows=rows.rows), options)
    return _page(request, programme, form, rows, options)


@require_http_methods(["GET", "HEAD", "POST"])
def measure_edit(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.change_measure")
    measure = with_links(programme.measures.filter(pk=pk)).first()
    if measure is None:
        raise Http404
    measure.programme = programme
    options = options_of(programme)
    form, rows = _forms(request, measure, values_of(measure), options)
    if _valid(form, rows):
        request.history.reason = form.cleaned_data["reason"]
        return _done(request, save_measure(form=form, rows=rows.rows), options)
    return _page(request, programme, form, rows, options)


def _forms(request: HttpRequest, measure: Measure, values: Values, options: Options) -> tuple[MeasureForm, SiteRows]:
    """The form with these values, or as it was sent."""
    data = request.POST or None
    shown = fitting(values, options) if values else {}
    may = request.user.has_perm
    form = MeasureForm(
        data,
        instance=measure,
        initial=shown,
        options=options,
        may_add=tuple(field for field, (_, model, _) in NEW.items() if may(f"programmes.add_{model._meta.model_name}")),
    )
    sites = shown.get("sites", [])
    rows = site_rows(
        data,
        initial=sites,
        options=options,
        may_add=may("programmes.add_site"),
        own=[row["id"] for row in sites if row["id"]],
    )
    return form, rows


def _valid(form: MeasureForm, rows: SiteRows) -> bool:
    """Both are checked, so that all errors are told at once."""
    return form.is_bound and all([form.is_valid(), rows.is_valid()])


def _page(
    request: HttpRequest, programme: Programme, form: MeasureForm, rows: SiteRows, options: Options
) -> HttpResponse:
    measure = form.instance
    title = Measure.objects.values_list("title", flat=True).get(pk=measure.pk) if _renamed(form) else measure.title
    context: dict[str, Any] = {
        "programme": programme,
        "form": form,
        "rows": rows,
        "sites": options.site_towns,
        **{field: form[field] if field in form.fields else None for field in NEW},
        "title": title,
        "measure": measure if measure.pk else None,
        "back": measure.get_absolute_url() if measure.pk else _measures(programme),
    }
    return render_with_editor(request, "workspace/planning/measure_form.html", context, form=form)


def _renamed(form: MeasureForm) -> bool:
    """Whether the instance may carry a title that was sent and not saved."""
    return form.is_bound and form.instance.pk is not None


def _measures(programme: Programme) -> str:
    return reverse("measures", args=[programme.jobcenter.slug, programme.year])


def _done(request: HttpRequest, saved: Saved, options: Options) -> HttpResponse:
    measure = saved.measure
    messages.success(request, _told(saved))
    chosen = set(measure.instruments.values_list("pk", flat=True))
    for option in options.instruments:
        if option.pk in chosen and option.note:
            messages.warning(request, f"{option.name}: {option.note}. Die Maßnahme ist trotzdem gespeichert.")
    if "weiter" in request.POST:
        address = [measure.programme.jobcenter.slug, measure.programme.year, measure.pk]
        return redirect(f"{reverse('measure_edit', args=address)}#standorte")
    return redirect(measure)


def _told(saved: Saved) -> str:
    text = f"Die Maßnahme »{saved.measure.title}« ist gespeichert."
    return f"{text} Neu angelegt: {', '.join(saved.added)}." if saved.added else text
