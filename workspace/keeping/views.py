"""What the browser sends while somebody types."""

from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from programmes.access import open_programme
from workspace.keeping import drafts
from workspace.returning import own_page


@require_POST
def keep(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """Keep what is in the form as the person's draft; a mere sign of presence (`keep-beat`) keeps nothing.

    What was kept before and is only sent once more (`keep-again`) leaves a draft of another tab as it is.
    Answers with who else has the same thing open. 413 and a sentence where the text is too long to be kept.
    """
    kind = _kind(request)
    programme = open_programme(request, jobcenter, year, needs=drafts.KINDS[kind])
    row = _row(request)
    drafts.be_present(request.user, kind, row)
    kept_at = None
    if "keep-beat" not in request.POST:
        try:
            fields = drafts.typed(request.POST)
        except drafts.TooLong:
            return HttpResponse(
                "Der Text ist zu lang, um ihn als Entwurf zu merken. Bitte speichern Sie ihn.", status=413
            )
        if "keep-again" in request.POST:
            drafts.keep_again(request.user, programme, kind, row, fields)
        else:
            kept_at = drafts.keep_draft(request.user, programme, kind, row, fields).kept_at
    others = drafts.others(request.user, programme, kind, row)
    return render(request, "_kept.html", {"kept_at": kept_at, "others": others})


@require_POST
def discard(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """Throw the person's own draft away and go back to where they were (`zurueck`)."""
    programme = open_programme(request, jobcenter, year)
    drafts.forget(request.user, programme, _kind(request), _row(request))
    return redirect(own_page(request, request.POST.get("zurueck", ""), otherwise=programme.get_absolute_url()))


def _kind(request: HttpRequest) -> str:
    kind = request.POST.get("keep-kind", "")
    if kind not in drafts.KINDS:
        raise Http404
    return kind


def _row(request: HttpRequest) -> int:
    row = drafts.parse_row(request.POST.get("keep-row", ""))
    if row is None:
        raise BadRequest("Dem Formular fehlt sein Eintrag.")
    return row
