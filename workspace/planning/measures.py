"""The page on which a measure is planned: a new one, or one that is there."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from amp.editor import with_editor
from programmes.access import open_programme
from programmes.models import Measure, MeasureState, Programme
from workspace.keeping.drafts import Editing, beginning, editing, forget
from workspace.keeping.once import once
from workspace.planning.measure_form import NEW, MeasureForm
from workspace.planning.options import Options, options_of
from workspace.planning.saving import last_position
from workspace.planning.starting import StartGroup, start_values, starts
from workspace.planning.values import Values, values_of, with_links
from workspace.writing.queries import figure_choices

KIND = "measure"
"""The name of the form (workspace.keeping.drafts.KINDS)."""


@require_http_methods(["GET", "HEAD", "POST"])
@with_editor
def measure_new(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.add_measure")
    options = options_of(programme)
    keep = beginning(request, programme, KIND)
    begun = request.method == "POST" and "beginnen" in request.POST
    chosen, values = (request.POST if begun else request.GET).get("vorlage", ""), {"state": MeasureState.PLANNED}
    started_with = ""
    if chosen and (begun or request.method != "POST"):
        started_with, values = start_values(chosen, programme, options)
    form = _form(request, keep, Measure(programme=programme), values, options)
    if begun:
        form = form.unsent(values)
    elif request.method == "POST":
        with once(request) as sending:
            if sending.first:
                sending.sent_to = _made(request, form, keep)
        if sending.sent_to:
            return redirect(sending.sent_to)
    offered = () if chosen or form.is_bound else starts(programme)
    return _page(request, programme, form, keep, offered, started_with, begun=begun)


@require_http_methods(["GET", "HEAD", "POST"])
@with_editor
def measure_edit(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs="programmes.change_measure")
    measure = _measure(request, programme, pk)
    options = options_of(programme)
    keep = editing(request, programme, KIND, pk)
    form = _form(request, keep, measure, {} if measure._state.adding else values_of(measure), options)
    if request.method == "POST" and form.is_valid():
        request.history.reason = form.cleaned_data["reason"]
        if form.save_merged():
            forget(request.user, programme, KIND, pk)
            return redirect(_done(request, form))
    return _page(request, programme, form, keep)


@require_safe
def measure_figures(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """The figures that a description can name. The form fetches them when it is there: reading them takes a while."""
    programme = open_programme(request, jobcenter, year)
    return render(request, "_figures.html", {"figures": figure_choices(programme)})


def _measure(request: HttpRequest, programme: Programme, pk: int) -> Measure:
    """The measure; for a form sent after it was deleted an unsaved one in its place, else 404."""
    measure = with_links(programme.measures.filter(pk=pk)).first()
    if measure is None:
        if request.method != "POST" or Measure.objects.filter(pk=pk).exists():
            raise Http404
        return Measure(pk=pk, programme=programme)
    measure.programme = programme
    return measure


def _form(request: HttpRequest, keep: Editing, measure: Measure, values: Values, options: Options) -> MeasureForm:
    """The form with these values, as it was sent, or as the person left it."""
    kinds = ("partner", "targetgroup", "site")
    return MeasureForm(
        request.POST if request.method == "POST" else keep.data,
        instance=measure,
        initial=values,
        options=options,
        may_add=[kind for kind in kinds if request.user.has_perm(f"programmes.add_{kind}")],
    )


def _page(
    request: HttpRequest,
    programme: Programme,
    form: MeasureForm,
    keep: Editing,
    offered: tuple[StartGroup, ...] = (),
    started_with: str = "",
    *,
    begun: bool = False,
) -> HttpResponse:
    stored = Measure.objects.filter(pk=keep.row).values_list("title", flat=True).first() if form.is_bound else None
    address = [programme.jobcenter.slug, programme.year]
    context = {
        "programme": programme,
        "form": form,
        "rows": form.sites,
        "sites": form.options.site_towns,
        **{field: form[field] if field in form.fields else None for field in NEW},
        "title": stored or form.instance.title,
        "is_new": keep.is_new,
        "starts": offered,
        "started_with": started_with,
        "begun": begun,
        "back": reverse("measures", args=address) if keep.is_new else reverse("measure", args=[*address, keep.row]),
        "keep": keep,
        "keep_url": reverse("keep", args=address),
        "discard_url": reverse("discard_draft", args=address),
        "edit_url": request.path,
    }
    return render(request, "workspace/planning/measure_form.html", context)


def _made(request: HttpRequest, form: MeasureForm, keep: Editing) -> str:
    """Where the person goes now; "" where the form is not valid."""
    last_position(form.instance.programme)  # whoever adds one with this title at the same time has added it by now
    if not (form.is_valid() and form.save_merged()):
        return ""
    forget(request.user, form.instance.programme, KIND, keep.row)
    return _done(request, form)


def _done(request: HttpRequest, form: MeasureForm) -> str:
    """Tell what was saved, and what the law says to it; where the person goes now."""
    measure = form.instance
    messages.success(request, _told(form))
    chosen = set(measure.instruments.values_list("pk", flat=True))
    for option in form.options.instruments:
        if option.pk in chosen and option.note:
            messages.warning(request, f"{option.name}: {option.note}. Die Maßnahme ist trotzdem gespeichert.")
    if "weiter" in request.POST:
        programme = measure.programme
        return f"{reverse('measure_edit', args=[programme.jobcenter.slug, programme.year, measure.pk])}#standorte"
    return measure.get_absolute_url()


def _told(form: MeasureForm) -> str:
    parts = [f"Die Maßnahme »{form.instance.title}« ist gespeichert."]
    if form.taken:
        names = ", ".join(f"»{form.label_of(name)}«" for name in form.taken)
        parts.append(f"Was andere inzwischen geändert haben, ist mit darin: {names}.")
    if form.added:
        parts.append(f"Neu angelegt: {', '.join(form.added)}.")
    return " ".join(parts)
