"""Views of the table that people keep: filters, order and columns under a name of their own."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from programmes.access import open_programme
from workspace.models import SavedView

LONGEST = SavedView._meta.get_field("name").max_length
NO_NAME = f"Bitte geben Sie der Ansicht einen Namen mit höchstens {LONGEST} Zeichen."


@require_http_methods(["GET", "HEAD", "POST"])
def views(request: HttpRequest, jobcenter: str, year: int) -> HttpResponse:
    """The person's views; POST keeps one, in place of one with the same name."""
    programme = open_programme(request, jobcenter, year)
    own = SavedView.objects.filter(user=request.user, jobcenter=programme.jobcenter)
    if request.method != "POST":
        return render(request, "workspace/table/views.html", {"programme": programme, "own": own, "longest": LONGEST})
    name, query = _name(request), _query(request.POST.get("auswahl", ""))
    if not name:
        messages.error(request, NO_NAME)
    else:
        _, created = SavedView.objects.update_or_create(
            user=request.user, jobcenter=programme.jobcenter, name=name, defaults={"query": query}
        )
        done = "gespeichert" if created else "überschrieben"
        messages.success(request, f"Ansicht »{name}« {done}.")
    return redirect(f"{reverse('measures', args=[jobcenter, year])}?{query}")


@require_POST
def view(request: HttpRequest, jobcenter: str, year: int, pk: int) -> HttpResponse:
    """Rename or delete one; what is gone or another's is left alone without a word about it."""
    programme = open_programme(request, jobcenter, year)
    own = SavedView.objects.filter(user=request.user, jobcenter=programme.jobcenter)
    name = _name(request)
    if request.POST.get("tun") == "loeschen":
        own.filter(pk=pk).delete()
        messages.success(request, "Ansicht gelöscht.")
    elif not name:
        messages.error(request, NO_NAME)
    elif own.filter(name=name).exclude(pk=pk).exists():
        messages.error(request, "Eine Ansicht mit diesem Namen haben Sie bereits.")
    else:
        own.filter(pk=pk).update(name=name)
        messages.success(request, f"Ansicht in »{name}« umbenannt.")
    return redirect("saved_views", jobcenter, year)


def _name(request: HttpRequest) -> str:
    name = " ".join(request.POST.get("name", "").replace("\0", "").split())
    return name if len(name) <= LONGEST else ""


def _query(text: str) -> str:
    """The query string of the table's address without its page."""
    data = QueryDict(text, mutable=True)
    for name in ("page", "export"):
        data.pop(name, None)
    return data.urlencode()[:2000]
