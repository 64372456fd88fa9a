"""What was typed survives the end of a session."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import reverse

from programmes.models import Programme
from workspace.keeping import drafts

KEPT = "kept_input"
"""Where the session of somebody who is not signed in holds what they sent."""
NOT_DONE = "Das wurde nicht mehr ausgeführt. Bitte wiederholen Sie es nach der Anmeldung."
SOMEBODY_ELSE = "Inzwischen ist an diesem Browser jemand anderes angemeldet. Es wurde nichts gespeichert."


class KeptInputMiddleware:
    """Before the rule that pages are for people who signed in: keep the form of somebody who no longer is.

    Such a form goes into the session, and the sign-in leads back to it. What a script asks for (`X-Keep`, htmx) is
    answered in a way the script understands, since it would take the sign-in page for the answer. A form that somebody
    else had opened at the same browser is refused. Whoever sent anything else learns that it was not done and comes
    back to the page where they did.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if "X-Keep" not in request.headers or "Location" not in response.headers:
            return response
        followed = HttpResponse(status=204, headers={"X-Keep-Location": response.headers["Location"]})
        followed.cookies = response.cookies
        return followed

    def process_view(
        self, request: HttpRequest, view: Any, _arguments: tuple[Any, ...], keywords: dict[str, Any]
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True):
            return None
        if request.user.is_authenticated:
            named = request.POST.get("keep-person") if request.method == "POST" else None
            own = named is None or named.partition(":")[0] == str(request.user.pk)
            return None if own else HttpResponseForbidden(SOMEBODY_ELSE)
        if "X-Keep" in request.headers:
            return HttpResponse(status=401)
        if request.method == "POST" and _keep_in_session(request, keywords):
            back = request.GET.copy()
            back["entwurf"] = drafts.EXPIRED
            return redirect_to_login(f"{request.path}?{back.urlencode()}")
        if request.method == "POST":
            messages.warning(request, NOT_DONE)
        if "HX-Request" in request.headers:
            following = urlencode({"next": _page(request.headers.get("HX-Current-URL", "/"))})
            return HttpResponse(status=204, headers={"HX-Redirect": f"{reverse('login')}?{following}"})
        if request.method == "POST":
            return redirect_to_login(_page(request.headers.get("Referer", "/")))
        return None


def _page(address: str) -> str:
    """The page of ours that the browser says it asks from."""
    try:
        page = urlsplit(address)
    except ValueError:
        return "/"
    return f"{page.path}?{page.query}" if page.query else page.path


def _keep_in_session(request: HttpRequest, place: dict[str, Any]) -> bool:
    """Whether this was a form of our pages that keeps its text, and its text is in the session now."""
    posted = request.POST
    if posted.get("keep-kind") not in drafts.KINDS or not {"jobcenter", "year"} <= place.keys():
        return False
    try:
        person = drafts.signer().unsign(posted.get("keep-person", ""))
        fields = drafts.typed(posted)
    except (BadSignature, drafts.TooLong):
        return False
    request.session[KEPT] = {
        "person": person,
        "jobcenter": place["jobcenter"],
        "year": place["year"],
        "kind": posted["keep-kind"],
        "row": posted.get("keep-row", ""),
        "fields": fields,
    }
    return True


def take_up(*, request: HttpRequest, user: AbstractBaseUser, **_signal: Any) -> None:
    """After signing in: make a draft of what the session holds, for the same person; of somebody else's, nothing."""
    kept = request.session.pop(KEPT, None)
    if kept is None or kept["person"] != str(user.pk) or (row := drafts.parse_row(kept["row"])) is None:
        return
    own = Programme.objects.filter(jobcenter__memberships__user=user.pk)
    programme = own.filter(jobcenter__slug=kept["jobcenter"], year=kept["year"]).first()
    if programme is not None:
        drafts.keep_draft(user, programme, kept["kind"], row, kept["fields"])
