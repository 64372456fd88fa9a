"""The history of a programme and of each thing in it, and the ways back."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from amp.lists import export, query_without
from amp.models import Change
from amp.numbers import number
from programmes.access import open_programme
from programmes.models import FocusArea, Measure, Programme
from programmes.rows import section_anchor
from workspace.history import queries
from workspace.history.filters import HistoryFilter
from workspace.history.kinds import Kind, kinds, visible_kinds
from workspace.history.names import names
from workspace.history.restoring import (
    NotUndoable,
    lost_with,
    restore_deleted,
    restore_version,
    version,
)
from workspace.history.restoring import undo as take_back
from workspace.history.reversing import NotRestorable, may_reverse
from workspace.history.tables import HistoryFile
from workspace.history.words import field_changes, keys_of, moment
from workspace.returning import own_page
from workspace.texts import printed_figures

#: More than any action holds on a page of its own.
ALL = 2000
#: So many changes at most go into one file; an XLSX of them takes some 15 seconds.
MOST_EXPORTED = 5000


@require_safe
def history(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    every = queries.readable(programme, request.user)
    chosen = HistoryFilter(request.GET, people=queries.people(every), visible=visible_kinds(request.user))
    found = chosen.narrow(every)
    if "export" in request.GET:
        return _export(request, found, f"Verlauf {programme.year}")
    page, entries = queries.entries(found, programme, user=request.user, page=request.GET.get("page", ""))
    return render(
        request,
        "workspace/history.html",
        {
            "programme": programme,
            "figures": printed_figures(programme),
            "filter": chosen,
            "page": page,
            "entries": entries,
            "query": query_without(request.GET, "page"),
        },
    )


@require_safe
def history_of(request: HttpRequest, jobcenter: str, year: int, kind: str, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year)
    about = _kind_or_404(request, kind)
    every = queries.of_thing(queries.readable(programme, request.user), about, pk)
    last = every.filter(table=about.table, row=pk).order_by("-pk").first()
    there = last.kind != "D" if last else queries.belongs(about, pk, programme)
    if last is None and not there:
        raise Http404
    chosen = HistoryFilter(request.GET, people=[], visible=())
    found = chosen.narrow(every)
    if "export" in request.GET:
        return _export(request, found, f"Verlauf {about.label} {pk}")
    page, entries = queries.entries(found, programme, user=request.user, page=request.GET.get("page", ""), brief=False)
    return render(
        request,
        "workspace/history_of.html",
        {
            "programme": programme,
            "figures": printed_figures(programme),
            "filter": chosen,
            "kind": about,
            "name": queries.name_of(about, pk),
            "deleted": None if there else last,
            "current": reverse("restore", args=[jobcenter, year, last.pk]) if last and there else "",
            "page": page,
            "entries": entries,
            "url": _page_of(about, pk, programme) if there else "",
            "query": query_without(request.GET, "page"),
        },
    )


@require_safe
def action(request: HttpRequest, jobcenter: str, year: int, action: str) -> HttpResponse:
    """Everything one action did."""
    programme = open_programme(request, jobcenter, year)
    found = queries.readable(programme, request.user).filter(action=action)
    _page, entries = queries.entries(found, programme, user=request.user, listed=ALL)
    if not entries:
        raise Http404
    context = {"programme": programme, "entry": entries[0], "figures": printed_figures(programme)}
    return render(request, "workspace/history_action.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest, jobcenter: str, year: int, action: str) -> HttpResponse:
    """Take an action back; first say what that means. `next` is where the person goes on."""
    programme = open_programme(request, jobcenter, year)
    if request.method == "POST":
        try:
            take_back(action=action, programme=programme, by=request.user)
        except NotUndoable as refused:
            messages.error(request, str(refused))
        else:
            messages.success(request, "Rückgängig gemacht.")
        return redirect(_next(request, programme))
    found = queries.readable(programme, request.user).filter(action=action)
    _page, entries = queries.entries(found, programme, user=request.user)
    if not entries:
        raise Http404
    context = {"programme": programme, "entry": entries[0], "figures": printed_figures(programme)}
    return render(request, "workspace/history_undo.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def restore(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Bring back the state of a thing after this change, or what the change deleted."""
    programme = open_programme(request, jobcenter, year)
    change = get_object_or_404(queries.readable(programme, request.user), pk=pk)
    kind = kinds()[change.table]
    if kind.link:
        raise Http404
    is_deletion = change.kind == "D"
    nets = lost_with(change, programme=programme) if is_deletion else (version(change),)
    if request.method == "POST":
        return _restore(request, programme, change)
    known = names(keys_of(nets) | {(kind.table, change.row)})
    there = queries.row_exists(kind, change.row)
    return render(
        request,
        "workspace/history_restore.html",
        {
            "programme": programme,
            "figures": printed_figures(programme),
            "kind": kind,
            "name": known[kind.table, change.row],
            "moment": moment(change.at),
            "url": reverse("history_of", args=[jobcenter, year, kind.slug, change.row]),
            "fields": ()
            if is_deletion or not there
            else field_changes(kind, nets[0].after, nets[0].before, known, brief=False),
            "lost": queries.counted(nets) if is_deletion else (),
            "deletion": is_deletion,
            "possible": there is not is_deletion,
            "allowed": may_reverse(nets, user=request.user),
        },
    )


def _export(request: HttpRequest, found: QuerySet[Change], title: str) -> HttpResponse:
    if found.count() > MOST_EXPORTED:
        messages.warning(
            request,
            f"In eine Datei passen höchstens {number(MOST_EXPORTED)} Änderungen. Bitte grenzen Sie die Auswahl ein, "
            "zum Beispiel nach Tagen.",
        )
        return redirect(f"{request.path}?{query_without(request.GET, 'export')}")
    return export(request, HistoryFile(queries.lines(found), caption="Verlauf"), title)


def _restore(request: HttpRequest, programme: Programme, change: Change) -> HttpResponse:
    try:
        if change.kind == "D":
            restore_deleted(change=change, programme=programme, by=request.user)
        else:
            columns = request.POST.getlist("field")
            restore_version(change=change, programme=programme, by=request.user, columns=columns)
    except NotRestorable as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Wiederhergestellt: Stand vom {moment(change.at)}.")
    kind = kinds()[change.table]
    return redirect("history_of", programme.jobcenter.slug, programme.year, kind.slug, change.row)


def _page_of(kind: Kind, pk: int, programme: Programme) -> str:
    """Where people read the thing itself; "" where it has no page."""
    address = [programme.jobcenter.slug, programme.year]
    if kind.model is Measure:
        return reverse("measure", args=[*address, pk])
    if kind.model is FocusArea:
        return f"{reverse('focus_areas', args=address)}#{section_anchor(pk)}"
    return ""


def _kind_or_404(request: HttpRequest, slug: str) -> Kind:
    for kind in visible_kinds(request.user):
        if kind.slug == slug and not kind.link:
            return kind
    raise Http404


def _next(request: HttpRequest, programme: Programme) -> str:
    wanted = request.POST.get("next", "")
    if not Programme.objects.filter(pk=programme.pk).exists():
        return reverse("start")
    return own_page(request, wanted, otherwise=reverse("history", args=[programme.jobcenter.slug, programme.year]))
