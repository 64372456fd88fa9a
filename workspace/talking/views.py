"""The conversations about a section or a measure: on a page of their own, or beside the thing where scripts run."""

from dataclasses import dataclass

from django.core.exceptions import BadRequest, PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from amp.lists import export, query_without
from programmes.access import open_programme
from programmes.models import Programme
from workspace.keeping.drafts import forget, proof_of
from workspace.keeping.once import once
from workspace.models import Comment
from workspace.talking import actions, queries
from workspace.talking.forms import NEEDS, Act, CommentForm
from workspace.talking.listing import TalkFilter, remark_rows, talk_rows
from workspace.talking.rows import Box, Place
from workspace.talking.tables import RemarkFile, TalkTable

MAY_READ = "workspace.view_comment"
DRAWER = "seitenfach"
"""What drawer.js puts the conversations into, beside the page."""
SETTLED = "Inzwischen hat jemand geantwortet oder das Gespräch erledigt; der Kommentar bleibt deshalb, wie er war."
PLACE_GONE = "Was Sie kommentieren, hat inzwischen jemand gelöscht. Ihr Text steht noch unten."
KEPT = "Was Sie geschrieben haben, steht unten und kann als neuer Kommentar abgesandt werden."


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A text that could not be written, with the reason, and the conversation it was written in (0: a new one)."""

    text: str = ""
    at: int = 0
    error: str = ""


@require_safe
def comments(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """All conversations of the programme; those that are open unless the filter says otherwise."""
    programme = open_programme(request, jobcenter, year, needs=MAY_READ)
    rows, sections = talk_rows(programme, reader=request.user.pk)
    chosen = TalkFilter(request.GET, rows=rows, sections=sections)
    found = chosen.found()
    if "export" in request.GET:
        return export(request, RemarkFile(remark_rows(found), caption="Kommentare"), f"Kommentare {programme.year}")
    caption = "1 Gespräch" if len(found) == 1 else f"{len(found)} Gespräche"
    return render(
        request,
        "workspace/comments.html",
        {
            "programme": programme,
            "any": bool(rows),
            "filter": chosen,
            "table": TalkTable(found, caption=caption).for_request(request),
            "query": query_without(request.GET, "page"),
            "sort": request.GET.get("sort", ""),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def about_section(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=_needs(request))
    return _talk(request, programme, queries.section_place(programme, pk))


@require_http_methods(["GET", "HEAD", "POST"])
def about_measure(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    programme = open_programme(request, jobcenter, year, needs=_needs(request))
    return _talk(request, programme, queries.measure_place(programme, pk))


def _needs(request: HttpRequest) -> str:
    return NEEDS[Act.BEGIN] if request.method == "POST" else MAY_READ


def _talk(request: HttpRequest, programme: Programme, place: Place) -> HttpResponse:
    comments = queries.comments_at(programme, place)
    in_drawer = request.htmx.target == DRAWER
    kept = Kept()
    if request.method == "POST":
        kept = _carry_out(request, programme, place, comments)
        if not kept.error and not in_drawer:
            return redirect(place.talk_url)
    found = queries.conversations(comments, reader=request.user.pk)
    drafts = queries.drafts_at(request.user, programme, place, found)
    person = proof_of(request.user)

    def box(kind: str, row: int, kept_here: bool) -> Box:
        text = kept.text if kept_here and kept.error else drafts.get((kind, row), "")
        return Box(kind=kind, row=row, person=person, text=text)

    link = queries.link_at_section if place.kind == "section" else queries.link_at_measure
    return render(
        request,
        "workspace/_talk_drawer.html" if in_drawer else "workspace/talk.html",
        {
            "programme": programme,
            "place": place,
            "open": tuple(
                (row, box(queries.ANSWER, row.pk, kept.at == row.pk)) for row in found if row.resolved_at is None
            ),
            "resolved": tuple(row for row in found if not row.is_open),
            "may_write": request.user.has_perm(NEEDS[Act.BEGIN]),
            "may_change": request.user.has_perm(NEEDS[Act.RESOLVE]),
            "box": box(queries.kind_of(place), place.pk, not kept.at),
            "error": kept.error,
            "keep_url": reverse("keep", args=[programme.jobcenter.slug, programme.year]),
            "link": link(queries.talk_of(request, programme), place.pk),
        },
    )


def _carry_out(request: HttpRequest, programme: Programme, place: Place, comments: QuerySet[Comment]) -> Kept:
    """Does what was sent. What could not be done comes back with the reason, so that no typed text is lost."""
    act = _act(request)
    if not request.user.has_perm(NEEDS[act]):
        raise PermissionDenied
    form = CommentForm(request.POST, act=act, comments=comments)
    if not form.is_valid():
        at = form.cleaned_data.get("comment") if act == Act.ANSWER else None
        return Kept(text=form.data["text"], at=at.pk if at else 0, error=form.reason)
    comment, text = form.cleaned_data["comment"], form.cleaned_data["text"]
    try:
        match act:
            case Act.BEGIN:
                with once(request) as sending:
                    if sending.first:
                        actions.begin(programme=programme, place=place, by=request.user, text=text)
                        sending.sent_to = place.talk_url
                forget(request.user, programme, queries.kind_of(place), place.pk)
            case Act.ANSWER:
                with once(request) as sending:
                    if sending.first:
                        actions.answer(comment=comment, by=request.user, text=text)
                        sending.sent_to = place.talk_url
                forget(request.user, programme, queries.ANSWER, comment.pk)
            case Act.CORRECT:
                actions.correct(comment=comment, by=request.user, text=text)
            case Act.WITHDRAW:
                actions.withdraw(comment=comment, by=request.user)
            case Act.RESOLVE:
                actions.resolve(comment=comment, by=request.user)
            case Act.REOPEN:
                actions.reopen(comment=comment)
    except actions.PlaceGone:
        return Kept(text=text, at=comment.pk if comment else 0, error=PLACE_GONE)
    except actions.Settled:
        return Kept(text=text, error=f"{SETTLED} {KEPT}" if text else SETTLED)
    return Kept()


def _act(request: HttpRequest) -> Act:
    try:
        return Act(request.POST.get("act", ""))
    except ValueError as unknown:
        raise BadRequest from unknown
