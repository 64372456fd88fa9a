"""The bell in the bar of every page."""

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from workspace.notices.queries import Tally, tally


def bell(request: HttpRequest) -> dict[str, Tally | None]:
    """Context processor: `tally`, counted only on pages that print it; None for nobody in particular."""
    if not request.user.is_authenticated:
        return {"tally": None}
    return {"tally": SimpleLazyObject(lambda: tally(request.user, getattr(request, "programme", None)))}
