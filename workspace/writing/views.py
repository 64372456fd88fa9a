"""The programme as one text, and writing in it: a section is changed where it is read, or on a page of its own."""

from django.contrib import messages
from django.db import Error, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from amp.at_once import is_at_once
from amp.editor import with_editor
from amp.merging_forms import AT_ONCE
from programmes.access import open_programme
from programmes.models import FocusArea, Programme
from programmes.rows import section_anchor
from workspace.keeping.drafts import editing, forget
from workspace.notices.actions import SectionFacts, section_changed
from workspace.talking.queries import talk_of
from workspace.talking.rows import Talk
from workspace.writing import queries
from workspace.writing.again import section_again
from workspace.writing.forms import SectionForm

MAY_CHANGE = "programmes.change_focusarea"
MAY_ADD = "programmes.add_focusarea"
KIND = "section"
"""The name of the form (workspace.keeping.drafts.KINDS)."""


@require_safe
@with_editor
def focus_areas(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    return render(
        request,
        "writing/read.html",
        {
            "programme": programme,
            "pages": pages(programme),
            "histories": histories(programme),
            "text": queries.whole_text(programme),
            "may_change": request.user.has_perm(MAY_CHANGE),
            "may_add": request.user.has_perm(MAY_ADD),
            "talk": talk_of(request, programme),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@with_editor
def focus_area(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Change a section. Where it is asked for in the place of the section, only that part of the page is answered."""
    programme = open_programme(request, jobcenter, year, needs=MAY_CHANGE)
    if request.method == "POST":
        form = None
        try:
            with transaction.atomic():
                saved = row = queries.held_section(programme, pk) or FocusArea(pk=pk, programme=programme)
                if "verwerfen" in request.POST:
                    forget(request.user, programme, KIND, pk)
                else:
                    form = SectionForm(request.POST, programme=programme, instance=row, locked=True)
                    saved = _save(request, form)
        except Error as error:
            if form is None or not is_at_once(error):
                raise
            form.add_error(None, AT_ONCE)
            saved = None
        if saved:
            return _read_again(request, saved, said=_saved(form) if form else "")
        keep = editing(request, programme, KIND, pk)
    else:
        row = get_object_or_404(FocusArea.objects.in_programme(programme), pk=pk)
        keep = editing(request, programme, KIND, pk)
        form = SectionForm(keep.data, programme=programme, instance=row)
    return render(
        request,
        "writing/_edit.html" if _in_place(request, pk) else "writing/edit.html",
        {
            "programme": programme,
            "pages": pages(programme),
            "row": row,
            "anchor": section_anchor(pk),
            "form": form,
            "keep": keep,
            "keep_url": reverse("keep", args=[jobcenter, year]),
            "discard_url": reverse("discard_draft", args=[jobcenter, year]),
            "edit_url": f"{pages(programme)}{pk}/",
            "figures": queries.figure_choices(programme),
            "in_place": _in_place(request, pk),
        },
    )


def _save(request: HttpRequest, form: SectionForm) -> FocusArea | None:
    """The saved section, or None where the form has to be shown again."""
    before = SectionFacts.of(form.instance)
    if not form.is_valid():
        return None
    request.history.reason = form.cleaned_data["reason"]
    saved = form.save_merged()
    if saved:
        section_changed(section=saved, before=before, by=request.user)
        forget(request.user, request.programme, KIND, saved.pk)
    return saved


def pages(programme: Programme) -> str:
    """Where the sections are read; the address of each section lies below."""
    return reverse("focus_areas", args=[programme.jobcenter.slug, programme.year])


def histories(programme: Programme) -> str:
    """Where the history of the programme is read; that of each section lies below."""
    return reverse("history", args=[programme.jobcenter.slug, programme.year])


def _in_place(request: HttpRequest, pk: int) -> bool:
    return request.htmx.target == f"{section_anchor(pk)}-text"


def _saved(form: SectionForm) -> str:
    if not form.taken:
        return "Gespeichert"
    taken = ", ".join(f"»{form.label_of(name)}«" for name in form.taken)
    return f"Gespeichert, mit den Änderungen anderer bei {taken}"


def _read_again(request: HttpRequest, row: FocusArea, *, said: str = "") -> HttpResponse:
    """After the form: the section as it is read now, or the whole text at its place. `said` tells what happened."""
    programme: Programme = request.programme
    if row._state.adding or not _in_place(request, row.pk):  # deleted meanwhile: there is no place to come back to
        if said:
            messages.success(request, f"{said}.")
        return redirect(f"{pages(programme)}#{section_anchor(row.pk)}")
    row.programme = programme
    again = section_again(row)
    context = {
        "section": again.section,
        "progress": again.progress,
        "pages": pages(programme),
        "histories": histories(programme),
        "may_change": True,
        "talk": Talk(
            jobcenter=programme.jobcenter.slug,
            year=programme.year,
            may_write=request.user.has_perm("workspace.add_comment"),
            sections={row.pk: again.said},
            measures={},
        ),
        "saved": said,
    }
    return HttpResponse(render_to_string("writing/_own_again.html", context))
