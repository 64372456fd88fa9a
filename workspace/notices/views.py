"""What the application tells a person."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from amp.keys import parse_key
from programmes.access import programme_come_from
from workspace.models import MailChoice
from workspace.notices import actions
from workspace.notices.forms import NoticeFilter
from workspace.notices.queries import notices_of

PER_PAGE = 30


@require_http_methods(["GET", "HEAD", "POST"])
def notices(request: HttpRequest) -> HttpResponse:
    """All notices of the person. `?oeffnen=7` marks one as read and leads to what it is about; `von` keeps a frame."""
    own = notices_of(request.user)
    programme_come_from(request)
    if request.method == "POST":
        return _carry_out(request)
    if asked := request.GET.get("oeffnen", ""):
        opened = own.filter(pk=parse_key(asked))
        notice = get_object_or_404(opened)
        actions.read(notices=opened)
        return redirect(notice.url)
    chosen = NoticeFilter(request.GET or None, person=request.user)
    found = chosen.found(own) if request.GET else own
    choice = MailChoice.objects.filter(user=request.user).first()
    return render(
        request,
        "workspace/notices.html",
        {
            "filter": chosen,
            "filtered": any(request.GET.get(field.name) for field in chosen.visible_fields()),
            "page": Paginator(found.select_related("programme__jobcenter"), PER_PAGE).get_page(request.GET.get("page")),
            "sends_mail": bool(settings.MAIL_SERVER),
            "wants_mail": choice is None or choice.wanted,
        },
    )


def _carry_out(request: HttpRequest) -> HttpResponse:
    match request.POST.get("act"):
        case "gelesen":
            actions.read(notices=notices_of(request.user))
        case "mail":
            wanted = request.POST.get("wanted") == "1"
            actions.choose_mails(person=request.user, wanted=wanted)
            messages.success(
                request, "Hinweise kommen auch per E-Mail." if wanted else "Hinweise kommen nicht mehr per E-Mail."
            )
    return redirect(request.get_full_path())
