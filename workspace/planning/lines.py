"""The lines of a stage, one at a time: money and posts."""

from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from amp.keys import parse_key
from amp.merging_forms import row_or_gone
from budget.access import stage_asked
from budget.models import BudgetLine, BudgetStage, StaffingLine
from budget.queries import find_stage
from programmes.access import open_programme
from programmes.models import Programme
from workspace.keeping.drafts import Editing, beginning, editing, forget
from workspace.keeping.once import once
from workspace.planning.line_forms import BudgetLineForm, LineForm, StaffingLineForm
from workspace.undoing import offer_undo


@dataclass(frozen=True, slots=True, kw_only=True)
class LineKind:
    """A kind of lines: what it is called, its form, the page that lists it and the name of its draft."""

    name: str
    model: type[BudgetLine | StaffingLine]
    form: type[LineForm]
    page: str
    keep: str
    template: str

    def permission(self, verb: str) -> str:
        return f"budget.{verb}_{self.model._meta.model_name}"


MONEY = LineKind(
    name="Haushaltsposition",
    model=BudgetLine,
    form=BudgetLineForm,
    page="budget",
    keep="budgetline",
    template="workspace/planning/budget_line.html",
)
POSTS = LineKind(
    name="Stellenposition",
    model=StaffingLine,
    form=StaffingLineForm,
    page="staffing",
    keep="staffing",
    template="workspace/planning/staffing_line.html",
)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_new(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    return _new(request, jobcenter, year, MONEY)


@require_http_methods(["GET", "HEAD", "POST"])
def budget_line_edit(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    return _edit(request, jobcenter, year, pk, MONEY)


@require_POST
def budget_line_delete(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    return _delete(request, jobcenter, year, pk, MONEY)


@require_http_methods(["GET", "HEAD", "POST"])
def staffing_line_new(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    return _new(request, jobcenter, year, POSTS)


@require_http_methods(["GET", "HEAD", "POST"])
def staffing_line_edit(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    return _edit(request, jobcenter, year, pk, POSTS)


@require_POST
def staffing_line_delete(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    return _delete(request, jobcenter, year, pk, POSTS)


def _new(request: HttpRequest, jobcenter: str, year: int, kind: LineKind) -> HttpResponse:
    """A new line of the stage that the address names (`stand`), else of the last; of a measure where it names one.

    A draft stays in the stage in which it was begun.
    """
    programme = open_programme(request, jobcenter, year, needs=kind.permission("add"))
    stage = stage_asked(request, programme, default=find_stage(programme, None))
    if stage is None:
        messages.warning(request, "Es gibt noch keinen Haushaltsstand. Legen Sie ihn zuerst in der Verwaltung an.")
        return redirect(kind.page, jobcenter, year)
    keep = beginning(request, programme, kind.keep)
    begun = keep.data
    if begun:
        stage = find_stage(programme, begun.get("stand", stage.slug)) or stage
    stage.programme = programme
    line = kind.model(stage=stage)
    data = request.POST if request.method == "POST" else begun
    form = kind.form(data, instance=line, initial=_of_measure(request, kind))
    if request.method == "POST" and (done := _save(request, programme, stage, kind, form, keep)):
        return redirect(done)
    return _page(request, programme, stage, kind, form, keep)


def _edit(request: HttpRequest, jobcenter: str, year: int, pk: int, kind: LineKind) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=kind.permission("change"))
    rows = kind.model.objects.filter(stage__programme=programme).select_related("stage")
    stage = stage_asked(request, programme, default=find_stage(programme, None))
    if stage is None:
        raise Http404
    line = row_or_gone(request, rows, pk, stage=stage)
    line.stage.programme = programme
    keep = editing(request, programme, kind.keep, pk)
    form = kind.form(request.POST if request.method == "POST" else keep.data, instance=line)
    if request.method == "POST" and (done := _save(request, programme, line.stage, kind, form, keep)):
        return redirect(done)
    return _page(request, programme, line.stage, kind, form, keep)


def _save(
    request: HttpRequest, programme: Programme, stage: BudgetStage, kind: LineKind, form: LineForm, keep: Editing
) -> str:
    """Where the person goes now; "" where nothing was saved. A line that was deleted meanwhile may become a new one."""
    with once(request) as sending:
        if sending.first and form.is_valid():
            request.history.reason = form.cleaned_data["reason"]
            if form.save_merged():
                forget(request.user, programme, kind.keep, keep.row)
                messages.success(request, f"Die {kind.name} »{form.instance}« ist gespeichert.")
                sending.sent_to = _back(request, programme, stage, kind)
    return sending.sent_to


def _delete(request: HttpRequest, jobcenter: str, year: int, pk: int, kind: LineKind) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=kind.permission("delete"))
    line = kind.model.objects.filter(stage__programme=programme, pk=pk).select_related("stage").first()
    if line is None:
        messages.info(request, f"Diese {kind.name} ist bereits gelöscht.")
        return redirect(kind.page, jobcenter, year)
    line.delete()
    back = _back(request, programme, line.stage, kind)
    offer_undo(request, programme, f"Die {kind.name} »{line}« ist gelöscht.", back=back)
    return redirect(back)


def _of_measure(request: HttpRequest, kind: LineKind) -> dict[str, str]:
    key = request.GET.get("massnahme", "")
    return {"measure": key, "kind": "aufwand"} if kind is MONEY and key else {}


def _back(request: HttpRequest, programme: Programme, stage: BudgetStage, kind: LineKind) -> str:
    """Where the person came from: the measure, else the list of the stage."""
    address = [programme.jobcenter.slug, programme.year]
    key = parse_key(request.GET.get("massnahme", ""))
    if key is not None and programme.measures.filter(pk=key).exists():
        return reverse("measure", args=[*address, key])
    return f"{reverse(kind.page, args=address)}?stand={stage.slug}"


def _page(
    request: HttpRequest, programme: Programme, stage: BudgetStage, kind: LineKind, form: LineForm, keep: Editing
) -> HttpResponse:
    address = [programme.jobcenter.slug, programme.year]
    delete = f"{kind.page}_line_delete"
    may_delete = not keep.is_new and request.user.has_perm(kind.permission("delete"))
    context = {
        "programme": programme,
        "stage": stage,
        "form": form,
        "is_new": keep.is_new,
        "back": _back(request, programme, stage, kind),
        "delete_url": reverse(delete, args=[*address, keep.row]) if may_delete else "",
        "query": request.GET.urlencode(),
        "keep": keep,
        "keep_url": reverse("keep", args=address),
        "discard_url": reverse("discard_draft", args=address),
        "edit_url": request.path,
    }
    return render(request, kind.template, context)
