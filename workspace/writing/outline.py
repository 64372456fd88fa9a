"""Changing the tree of sections: new ones, other places, other headings, none."""

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from amp.merging_forms import row_or_gone
from programmes import tree
from programmes.access import open_programme
from programmes.models import FocusArea, Programme
from programmes.queries.sections import headings
from programmes.rows import section_anchor
from workspace.keeping.once import once
from workspace.undoing import offer_undo
from workspace.writing import queries
from workspace.writing.forms import NewSectionForm, PlaceForm, TitleForm
from workspace.writing.views import MAY_ADD, MAY_CHANGE, pages

MAY_DELETE = "programmes.delete_focusarea"
EDGES = {
    tree.Direction.UP: "Der Abschnitt steht in seiner Ebene bereits ganz oben.",
    tree.Direction.DOWN: "Der Abschnitt steht in seiner Ebene bereits ganz unten.",
    tree.Direction.IN: "Vor dem Abschnitt steht keiner, dem er untergeordnet werden könnte.",
    tree.Direction.OUT: "Der Abschnitt steht bereits auf der obersten Ebene.",
}


@require_http_methods(["GET", "HEAD", "POST"])
def section_new(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=MAY_ADD)
    form = NewSectionForm(request.POST or None, programme=programme)
    if form.is_valid():
        wish = form.cleaned_data
        try:
            with once(request) as sending:
                if sending.first:
                    where = tree.Where(wish["where"] or tree.Where.AFTER)
                    section = tree.add(programme=programme, title=wish["title"], where=where, target=wish["target"])
                    writes = "schreiben" in request.POST
                    sending.sent_to = f"{pages(programme)}{section.pk}/" if writes else _at(programme, section.pk)
            return redirect(sending.sent_to)
        except tree.NotPossible as refused:
            form.add_error("where", str(refused))
    return render(request, "writing/new.html", {"programme": programme, "form": form, "pages": pages(programme)})


@require_http_methods(["GET", "HEAD", "POST"])
def section_tools(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Everything one can do with the place of a section; what is posted here is another heading."""
    programme = open_programme(request, jobcenter, year, needs=MAY_CHANGE)
    row = row_or_gone(request, FocusArea.objects.in_programme(programme), pk, programme=programme)
    title = TitleForm(request.POST or None, instance=row, auto_id=f"titel-{pk}-%s")
    if title.is_bound and title.is_valid() and title.save_merged():
        return redirect(_at(programme, pk))
    places = headings(programme)
    return render(
        request,
        "writing/_tools.html" if request.htmx else "writing/tools.html",
        {
            "programme": programme,
            "pages": pages(programme),
            "row": row,
            "anchor": section_anchor(pk),
            "form": title,
            "new": NewSectionForm(programme=programme, initial={"target": pk}, auto_id=False),
            "targets": tuple(place for place in places.values() if pk not in place.path and place.level < 3),
            "may_add": request.user.has_perm(MAY_ADD),
            "may_delete": request.user.has_perm(MAY_DELETE),
        },
    )


@require_POST
def section_move(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Move a section one step (`richtung`), or beside or below another one (`where`, `target`)."""
    programme = open_programme(request, jobcenter, year, needs=MAY_CHANGE)
    section = get_object_or_404(FocusArea.objects.in_programme(programme), pk=pk)
    try:
        if "richtung" in request.POST:
            direction = _direction(request)
            if not tree.move(section=section, direction=direction):
                messages.info(request, EDGES[direction])
        else:
            form = PlaceForm(request.POST, programme=programme)
            if not form.is_valid():
                raise tree.NotPossible("Diesen Platz gibt es nicht (mehr). Bitte laden Sie die Seite neu.")
            where = tree.Where(form.cleaned_data["where"])
            tree.put(section=section, where=where, target=form.cleaned_data["target"])
    except tree.NotPossible as refused:
        messages.error(request, str(refused))
    return redirect(_at(programme, pk))


def _direction(request: HttpRequest) -> tree.Direction:
    try:
        return tree.Direction(request.POST["richtung"])
    except ValueError as unknown:
        raise BadRequest from unknown


@require_http_methods(["GET", "HEAD", "POST"])
def section_delete(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Delete a section; first say what is lost with it."""
    programme = open_programme(request, jobcenter, year, needs=MAY_DELETE)
    loss = queries.loss_of(programme, pk)
    section = loss.sections[0]
    if "loeschen" in request.POST:
        request.history.reason = request.POST.get("reason", "")
        try:
            tree.remove(section=FocusArea(pk=pk, programme=programme))
        except tree.NotPossible as refused:
            messages.error(request, str(refused))
            return redirect(pages(programme))
        back = _at(programme, pk)
        offer_undo(request, programme, f"Der Abschnitt »{section.label}« ist gelöscht.", back=back)
        return redirect(_at(programme, loss.heir.pk) if loss.heir else pages(programme))
    context = {
        "programme": programme,
        "heading": "Abschnitt löschen",
        "section": section,
        "loss": loss,
        "action": "",
        "hidden": (("loeschen", "1"),),
        "reason": "",
        "back": _at(programme, pk),
    }
    return render(request, "writing/delete.html", context)


def _at(programme: Programme, pk: int) -> str:
    """The place of a section in the whole text."""
    return f"{pages(programme)}#{section_anchor(pk)}"
